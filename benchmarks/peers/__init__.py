"""Models of other libraries, asked the same cases as ours: each as its own documentation says to use it."""
