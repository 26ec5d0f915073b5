"""Order review: what is about to be signed, held against what is recommended.  Content: ``cards/order_review.yaml``."""
