def scales(sides):
    return ()
