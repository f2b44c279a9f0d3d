"""How fast `cnai` is beside its floors and its peers: every ratio from one run on one machine, `make bench`."""
