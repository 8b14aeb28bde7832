"""Simulated shoppers: a documented, seeded generator of behaviour over a hand-written catalogue.

`generate.simulate` makes events and the hidden truth behind them, `files.write_simulation` writes a dataset folder,
`python -m recsys.dataset.demo OUT` does both. No shopper is a real person. `data/README.md` has the formulas.
"""
