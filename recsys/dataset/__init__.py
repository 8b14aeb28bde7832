"""Datasets: folders in, typed arrays out."""
