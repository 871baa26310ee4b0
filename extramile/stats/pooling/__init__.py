"""Partial pooling over a tree: what is known of a unit lends strength to whoever has few answers."""

from extramile.stats.pooling.pool import pool_tree, pool_tree_values
from extramile.stats.pooling.result import PooledTree

__all__ = ["PooledTree", "pool_tree", "pool_tree_values"]
