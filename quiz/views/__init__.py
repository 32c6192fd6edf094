"""The pages of a quiz. Every view takes the slug of the quiz that its address belongs to."""
