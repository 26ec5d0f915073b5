"""The choice of drug, its dose, and draft orders.  Content: ``cards/regimens/`` and ``cards/orders/``."""
