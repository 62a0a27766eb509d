"""What the verbs that write have in common: the desk with its locks, the gate, the steps, the way back."""
