"""Any measure, split, period and choice of units; saved views; benchmarks."""
