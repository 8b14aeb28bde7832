import numpy as np
from scipy import sparse

from recsys.models import counting


def test_the_strongest_cells_of_a_row_are_kept_and_ties_go_to_the_lower_column():
    matrix = sparse.csr_array(np.array([[1.0, 3.0, 3.0, 2.0], [0.0, 0.0, 0.0, 5.0]]))
    assert counting.strongest(matrix, 2).toarray().tolist() == [[0, 3, 3, 0], [0, 0, 0, 5]]
    assert counting.strongest(matrix, 1).toarray().tolist() == [[0, 3, 0, 0], [0, 0, 0, 5]]
