"""How editors get in: a password, the second factor, and what stops who guesses at them."""
