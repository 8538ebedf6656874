//===- PackFilters.cpp - Filters in the order that products read them -----===//

#include "compiler/Schedule/Passes.h"
#include "compiler/Schedule/WinogradTiling.h"

namespace anabranch::schedule {
#define GEN_PASS_DEF_PACKFILTERSPASS
#include "compiler/Schedule/Passes.h.inc"
} // namespace anabranch::schedule

using namespace mlir;
using namespace anabranch;
using kernel::ConvolutionAlgorithm;
using kernel::ConvolutionInputGradOp;
using kernel::ConvolutionOp;
using kernel::ConvolutionShape;
using kernel::PackFilterOp;

/// Elements of a packed filter.
static int64_t getPackedSize(const ConvolutionShape &shape,
                             ConvolutionAlgorithm algorithm, bool inputGrad,
                             int64_t elementBytes,
                             const schedule::VectorUnit &unit) {
  if (algorithm == ConvolutionAlgorithm::Direct)
    return schedule::tileConvolution(shape, inputGrad, elementBytes, unit)
        .getPackedFilterSize(shape.filterHeight * shape.filterWidth);
  return schedule::tileWinograd(shape, inputGrad,
                                static_cast<int64_t>(algorithm), elementBytes,
                                unit)
      .getFilterSize();
}

static Type getDataType(ValueRange group) { return group.front().getType(); }

/// Moves the filter and its prologue to an op before the convolution.
template <typename Op>
static void packFilter(Op op, const schedule::VectorUnit &unit) {
  constexpr bool inputGrad = std::is_same_v<Op, ConvolutionInputGradOp>;
  auto filter = cast<RankedTensorType>(getDataType(op.getRhs()));
  Type images = getDataType(op.getLhs()), results = op.getDomain();
  if (inputGrad)
    std::swap(images, results);
  Type element = filter.getElementType();
  auto packed = RankedTensorType::get(
      {getPackedSize(op.getShape(), op.getAlgorithm(), inputGrad,
                     element.getIntOrFloatBitWidth() / 8, unit)},
      element);

  OpBuilder builder(op);
  auto pack = PackFilterOp::create(
      builder, op.getLoc(), TypeRange(packed), /*lhs=*/ValueRange(),
      op.getRhs(), /*inputs=*/ValueRange(), /*destinations=*/ValueRange(),
      TypeAttr::get(packed), /*reduction_count=*/builder.getI64IntegerAttr(0),
      /*unfused_bytes=*/kernel::ExtentAttr(), op.getStridesAttr(),
      op.getPaddingAttr(), op.getDilationsAttr(), op.getGroupsAttr(),
      op.getAlgorithmAttr(), /*filter_type=*/TypeAttr(), TypeAttr::get(images),
      TypeAttr::get(results), inputGrad ? builder.getUnitAttr() : UnitAttr());
  pack.getRhsPrologue().takeBody(op.getRhsPrologue());
  auto buildIdentity = [&](Region &region) {
    Block *block = builder.createBlock(&region, {}, element, op.getLoc());
    kernel::YieldOp::create(builder, op.getLoc(), block->getArguments());
  };
  buildIdentity(pack.getEpilogue());
  buildIdentity(op.getRhsPrologue());
  op.getRhsMutable().assign(pack->getResult(0));
  op.setFilterTypeAttr(TypeAttr::get(filter));
}

namespace {
struct PackFiltersPass : schedule::impl::PackFiltersPassBase<PackFiltersPass> {
  using PackFiltersPassBase::PackFiltersPassBase;

  void runOnOperation() override {
    schedule::VectorUnit unit{vectorBytes, vectorRegisters, cacheBytes};
    getOperation().walk([&](ConvolutionOp op) { packFilter(op, unit); });
    getOperation().walk(
        [&](ConvolutionInputGradOp op) { packFilter(op, unit); });
  }
};
} // namespace
