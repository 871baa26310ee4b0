"""Dutch as Django has it, and what is ours alone."""

DAY_AND_MONTH_FORMAT = "j b"  # 4 okt
