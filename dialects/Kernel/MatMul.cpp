//===- MatMul.cpp - Sizes of matrix products ------------------------------===//

#include "dialects/Kernel/VerifyAnchor.h"
#include "dialects/NN/Matrices.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::kernel;

LaunchUnit MatMulOp::getLaunchUnit() { return LaunchUnit::Slice; }

MatMulShape MatMulOp::getShape() {
  RankedTensorType domain = getDomain();
  nn::MatrixSize product = nn::getMatrixSize(domain, /*isTransposed=*/false);
  auto lhs = cast<ShapedType>(getLhs().front().getType());
  int64_t depth = nn::getMatrixSize(lhs, getTransposeLhs()).columns;
  ArrayRef<int64_t> inExample = domain.getShape().drop_front().drop_back(2);
  return {domain.getDimSize(0), llvm::product_of(inExample), product.rows,
          product.columns, depth};
}

LogicalResult MatMulOp::verify() {
  ShapedType lhs = findDataType(getLhs()), rhs = findDataType(getRhs());
  if (!lhs || !rhs)
    return emitOpError("needs two operands to multiply");
  if (!nn::canMultiply(lhs, getTransposeLhs(), rhs, getTransposeRhs(),
                       getDomain()))
    return emitOpError("cannot multiply matrices of ")
           << lhs << " by those of " << rhs << " over " << getDomain();
  return verifyAnchor(*this);
}
