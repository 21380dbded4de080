"""Training of the cross-reader: the upper layers of the embedded model, taught to read a claim beside its evidence."""
