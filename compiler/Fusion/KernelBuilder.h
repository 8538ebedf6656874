//===- KernelBuilder.h - Builds kernel ops with their regions -------------===//

#ifndef ANABRANCH_COMPILER_FUSION_KERNELBUILDER_H
#define ANABRANCH_COMPILER_FUSION_KERNELBUILDER_H

#include "dialects/Kernel/Kernel.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

namespace anabranch::fusion {

/// Builds a region's code from its arguments and returns what it yields.
using RegionCode = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, mlir::ValueRange)>;

/// Adds one block to `region` whose arguments are scalars of `types`, filled by
/// `code` and ended by a kernel.yield.
void buildRegion(mlir::OpBuilder &builder, mlir::Location location,
                 mlir::Region &region, mlir::TypeRange types, RegionCode code);

/// An anchor with identity regions and one result, `type`.
template <typename Op, typename... Attributes>
Op buildAnchor(mlir::OpBuilder &builder, mlir::Location location,
               mlir::RankedTensorType type, mlir::ValueRange lhs,
               mlir::ValueRange rhs, Attributes... attributes) {
  auto op = Op::create(
      builder, location, mlir::TypeRange(type), lhs, rhs, mlir::ValueRange(),
      mlir::ValueRange(), mlir::ValueRange(), mlir::TypeAttr::get(type),
      builder.getI64IntegerAttr(0), kernel::ExtentAttr(), attributes...);
  for (auto [operands, region] : {std::make_pair(lhs, &op.getLhsPrologue()),
                                  std::make_pair(rhs, &op.getRhsPrologue())})
    if (!operands.empty())
      kernel::buildIdentity(builder, location, *region,
                            mlir::getElementTypeOrSelf(operands.front()));
  kernel::buildIdentity(builder, location, op.getEpilogue(),
                        type.getElementType());
  return op;
}

/// The code of a kernel that takes its first value as it is.
llvm::SmallVector<mlir::Value> yieldFirst(mlir::OpBuilder &builder,
                                          mlir::ValueRange values);

/// An elementwise kernel over `domain`, of whose results the last
/// `reductions` are per-channel sums.
kernel::ElementwiseOp
buildElementwise(mlir::OpBuilder &builder, mlir::Location location,
                 mlir::RankedTensorType domain, mlir::ValueRange inputs,
                 mlir::TypeRange results, int64_t reductions, RegionCode code);

/// A reduction of what `code` yields for each element of `domain`; for
/// ReductionScope::Example to `resultShape`.
kernel::ReductionOp
buildReduction(mlir::OpBuilder &builder, mlir::Location location,
               mlir::RankedTensorType domain, mlir::ValueRange inputs,
               kernel::ReductionKind kind, kernel::ReductionScope scope,
               RegionCode code, llvm::ArrayRef<int64_t> resultShape = {});

/// The sum of what `code` yields for all elements of `domain`, a scalar.
/// Parameters and images, which may have millions of elements, are summed per
/// channel first, on all threads.
mlir::Value buildTotal(mlir::OpBuilder &builder, mlir::Location location,
                       mlir::RankedTensorType domain, mlir::ValueRange inputs,
                       RegionCode code);

} // namespace anabranch::fusion

#endif // ANABRANCH_COMPILER_FUSION_KERNELBUILDER_H
