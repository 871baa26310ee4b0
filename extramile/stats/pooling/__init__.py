"""Partial pooling over a tree: what is known of a unit lends strength to whoever has few answers."""

from extramile.stats.pooling.leaning import Known, Leaned, Ring, lean, lean_on
from extramile.stats.pooling.pool import pool_tree, pool_tree_values
from extramile.stats.pooling.result import PooledTree

__all__ = ["Known", "Leaned", "PooledTree", "Ring", "lean", "lean_on", "pool_tree", "pool_tree_values"]
