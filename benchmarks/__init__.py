"""Speed and memory, as ratios to floors that the same run measures. Nothing here asserts a time."""
