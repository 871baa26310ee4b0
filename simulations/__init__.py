"""Seeded simulations: does each method hold what it promises? `make simulate` runs them all."""
