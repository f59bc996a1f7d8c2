"""Tests of what `kept serve` runs: processes, shell and pages, over a pretended desk."""
