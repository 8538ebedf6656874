//===- Matrices.h - Tensors as matrices -----------------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_MATRICES_H
#define ANABRANCH_DIALECTS_NN_MATRICES_H

#include "mlir/IR/BuiltinTypes.h"

namespace anabranch::nn {

/// Rows and columns of the matrices that a tensor's last two dimensions are.
struct MatrixSize {
  int64_t rows, columns;
};

/// Of a tensor of at least three dimensions, as it is or transposed.
inline MatrixSize getMatrixSize(mlir::ShapedType type, bool isTransposed) {
  llvm::ArrayRef<int64_t> sizes = type.getShape().take_back(2);
  return isTransposed ? MatrixSize{sizes[1], sizes[0]}
                      : MatrixSize{sizes[0], sizes[1]};
}

/// Whether each matrix of `lhs`, transposed or not, has a product with the one
/// of `rhs` at the same place, and `result` is as large as that.
inline bool canMultiply(mlir::ShapedType lhs, bool transposeLhs,
                        mlir::ShapedType rhs, bool transposeRhs,
                        mlir::ShapedType result) {
  constexpr int64_t leastRank = 3;
  int64_t rank = result.getRank();
  if (rank < leastRank || lhs.getRank() != rank || rhs.getRank() != rank)
    return false;
  llvm::ArrayRef<int64_t> places = result.getShape().drop_back(2);
  MatrixSize left = getMatrixSize(lhs, transposeLhs);
  MatrixSize right = getMatrixSize(rhs, transposeRhs);
  MatrixSize product = getMatrixSize(result, /*isTransposed=*/false);
  return lhs.getShape().drop_back(2) == places &&
         rhs.getShape().drop_back(2) == places && left.columns == right.rows &&
         left.rows == product.rows && right.columns == product.columns;
}

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_MATRICES_H
