"""The review desk: reports in a folder, the decisions that people take on them, and the application in the browser.

`store.py` is what others build on: it keeps the decisions and their history. `amend.py` applies decisions to a report.
"""
