"""What must hold of the clinical content for every patient, proved with z3 (``dvt-cds check``).

Imported by the commands ``check`` and ``diff`` and by tests only; the service never imports the solver.
"""
