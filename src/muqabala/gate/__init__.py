"""Reports, decisions and a policy to a verdict for machines: which findings fail, and an exit status."""
