//===- KernelBuilder.cpp - Builds kernel ops with their regions -----------===//

#include "compiler/Fusion/KernelBuilder.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::fusion;

void fusion::buildRegion(OpBuilder &builder, Location location, Region &region,
                         TypeRange types, RegionCode code) {
  OpBuilder::InsertionGuard guard(builder);
  Block *block =
      builder.createBlock(&region, region.end(), types,
                          SmallVector<Location>(types.size(), location));
  kernel::YieldOp::create(builder, location,
                          code(builder, block->getArguments()));
}

static SmallVector<Type> getElementTypes(ValueRange values) {
  return llvm::map_to_vector(
      values, [](Value value) { return getElementTypeOrSelf(value); });
}

SmallVector<Value> fusion::yieldFirst(OpBuilder &, ValueRange values) {
  return {values[0]};
}

kernel::ElementwiseOp fusion::buildElementwise(
    OpBuilder &builder, Location location, RankedTensorType domain,
    ValueRange inputs, TypeRange results, int64_t reductions, RegionCode code) {
  auto op = kernel::ElementwiseOp::create(
      builder, location, results, ValueRange(), ValueRange(), inputs,
      ValueRange(), ValueRange(), TypeAttr::get(domain),
      builder.getI64IntegerAttr(reductions), kernel::ExtentAttr(),
      kernel::TapsAttr());
  buildRegion(builder, location, op.getEpilogue(), getElementTypes(inputs),
              code);
  return op;
}

kernel::ReductionOp
fusion::buildReduction(OpBuilder &builder, Location location,
                       RankedTensorType domain, ValueRange inputs,
                       kernel::ReductionKind kind, kernel::ReductionScope scope,
                       RegionCode code, ArrayRef<int64_t> resultShape) {
  SmallVector<int64_t> shape(resultShape);
  if (scope == kernel::ReductionScope::Row) {
    shape = llvm::to_vector(domain.getShape());
    shape.back() = 1;
  }
  Type element = kind == kernel::ReductionKind::ArgMax
                     ? builder.getI32Type()
                     : domain.getElementType();
  auto op = kernel::ReductionOp::create(
      builder, location, TypeRange(RankedTensorType::get(shape, element)),
      ValueRange(), ValueRange(), inputs, ValueRange(), ValueRange(),
      TypeAttr::get(domain), builder.getI64IntegerAttr(0), kernel::ExtentAttr(),
      kernel::ReductionKindAttr::get(builder.getContext(), kind),
      kernel::ReductionScopeAttr::get(builder.getContext(), scope));
  buildRegion(builder, location, op.getEpilogue(), getElementTypes(inputs),
              code);
  return op;
}

Value fusion::buildTotal(OpBuilder &builder, Location location,
                         RankedTensorType domain, ValueRange inputs,
                         RegionCode code) {
  using kernel::ReductionKind;
  using kernel::ReductionScope;
  if (domain.getRank() == 0)
    return buildElementwise(builder, location, domain, inputs, domain,
                            /*reductions=*/0, code)
        .getResult(0);
  // A thread of a CPU, or a block of a GPU, adds up the few numbers of each
  // example that a loss mostly has. Of a batch of 512 with 100 classes that
  // would take longer than three launches that share them.
  constexpr int64_t fewElements = 64;
  bool isSmall =
      !domain.hasStaticShape() &&
      ShapedType::getNumElements(domain.getShape().drop_front()) < fewElements;
  if (isSmall || domain.getRank() < 2)
    return buildReduction(builder, location, domain, inputs, ReductionKind::Sum,
                          ReductionScope::All, code)
        .getResult(0);
  auto channels = RankedTensorType::get({domain.getShape().back()},
                                        domain.getElementType());
  Value sums = buildElementwise(builder, location, domain, inputs, channels,
                                /*reductions=*/1, code)
                   .getResult(0);
  return buildTotal(builder, location, channels, sums, yieldFirst);
}
