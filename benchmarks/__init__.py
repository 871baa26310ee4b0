"""Timed figures, never tests. `extramile bench` lists and runs them."""
