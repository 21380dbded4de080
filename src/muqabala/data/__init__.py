"""Small tables; each says in its header where its rows come from."""
