"""Faults on purpose, each against a promise, with counts: ``make faults``.

One module each; ``python -m faults NAME …`` runs some of them alone. Servers are those of
``make run``, on loopback, in folders that are gone afterwards.
"""
