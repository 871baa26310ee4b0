"""From the answers of a closed wave to its released table: pure; `operations/closing.py` reads and writes."""
