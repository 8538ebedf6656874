//===- PackFilters.cpp - Filters in the order that products read them -----===//

#include "compiler/Schedule/CPU/AMXTiling.h"
#include "compiler/Schedule/CPU/WinogradTiling.h"
#include "compiler/Schedule/CUDA/ProductTiling.h"
#include "compiler/Schedule/Passes.h"

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

/// Elements of a filter that is packed for vectors.
static int64_t getPackedSize(const ConvolutionShape &shape,
                             ConvolutionAlgorithm algorithm, bool inputGrad,
                             int64_t elementBytes,
                             const schedule::VectorUnit &unit) {
  int64_t taps = shape.filterHeight * shape.filterWidth;
  if (algorithm == ConvolutionAlgorithm::Direct)
    return schedule::tileConvolution(shape, inputGrad, elementBytes, unit)
        .getPackedFilterSize(taps);
  return schedule::tileWinograd(shape, inputGrad,
                                static_cast<int64_t>(algorithm), elementBytes,
                                unit)
      .getFilterSize();
}

/// A filter that is packed for a matrix unit.
template <typename Op>
static RankedTensorType getAMXType(Op op, bool inputGrad,
                                   const schedule::VectorUnit &unit) {
  ConvolutionShape shape = op.getShape();
  int64_t parts = schedule::getAMXParts(op);
  int64_t size =
      schedule::tileAMXConvolution(shape, inputGrad, parts, unit)
          .blocks.getPackedFilterSize(shape.filterHeight * shape.filterWidth);
  return RankedTensorType::get({parts * size},
                               BFloat16Type::get(op.getContext()));
}

static Type getDataType(ValueRange group) { return group.front().getType(); }

/// A packed filter for a GPU, whose products are of bf16: in the order that
/// warpgroups copy it in, or as it is. Null if products are of another type.
static RankedTensorType getDeviceType(const ConvolutionShape &shape,
                                      RankedTensorType filter, Type product,
                                      bool inputGrad,
                                      const schedule::DeviceUnit &unit) {
  // Filters that are computed for each batch are read where they are.
  if (!product.isBF16() || !filter.hasStaticShape())
    return nullptr;
  schedule::ConvolutionProducts products =
      schedule::planProducts(shape, inputGrad, product, unit);
  if (!products.isPacked)
    return filter.clone(product);
  return RankedTensorType::get({products.getPackedSize()}, product);
}

namespace {
struct PackFiltersPass : schedule::impl::PackFiltersPassBase<PackFiltersPass> {
  using PackFiltersPassBase::PackFiltersPassBase;

  void runOnOperation() override {
    getOperation().walk([&](ConvolutionOp op) { packFilter(op); });
    getOperation().walk([&](ConvolutionInputGradOp op) { packFilter(op); });
  }

private:
  /// Moves the filter and its prologue to an op before the convolution.
  template <typename Op> void packFilter(Op op) {
    constexpr bool inputGrad = std::is_same_v<Op, ConvolutionInputGradOp>;
    auto filter = cast<RankedTensorType>(getDataType(op.getRhs()));
    RankedTensorType packed = getPackedType(op, filter, inputGrad);
    if (!packed)
      return;
    Type images = getDataType(op.getLhs()), results = op.getDomain();
    if (inputGrad)
      std::swap(images, results);
    OpBuilder builder(op);
    auto pack = PackFilterOp::create(
        builder, op.getLoc(), TypeRange(packed), /*lhs=*/ValueRange(),
        op.getRhs(), /*inputs=*/ValueRange(), /*finalizer_inputs=*/ValueRange(),
        /*destinations=*/ValueRange(), TypeAttr::get(packed),
        /*reduction_count=*/builder.getI64IntegerAttr(0),
        /*unfused_bytes=*/kernel::ExtentAttr(), op.getStridesAttr(),
        op.getPaddingAttr(), op.getDilationsAttr(), op.getGroupsAttr(),
        op.getAlgorithmAttr(), /*filter_type=*/TypeAttr(),
        TypeAttr::get(images), TypeAttr::get(results),
        inputGrad ? builder.getUnitAttr() : UnitAttr());
    pack.getRhsPrologue().takeBody(op.getRhsPrologue());
    for (Region *region : {&pack.getEpilogue(), &op.getRhsPrologue()})
      kernel::buildIdentity(builder, op.getLoc(), *region,
                            packed.getElementType());
    op.getRhsMutable().assign(pack->getResult(0));
    op.setFilterTypeAttr(TypeAttr::get(filter));
  }

  template <typename Op>
  RankedTensorType getPackedType(Op op, RankedTensorType filter,
                                 bool inputGrad) {
    if (device)
      return getDeviceType(op.getShape(), filter, schedule::getProductType(op),
                           inputGrad, {warpgroups, sharedBytes});
    schedule::VectorUnit unit{vectorBytes, vectorRegisters, cacheBytes, amx};
    if (op.getAlgorithm() == ConvolutionAlgorithm::AMX)
      return getAMXType(op, inputGrad, unit);
    // What the prologue makes of the filter is what products are of.
    Type element =
        op.getRhsPrologue().front().getTerminator()->getOperand(0).getType();
    return RankedTensorType::get(
        {getPackedSize(op.getShape(), op.getAlgorithm(), inputGrad,
                       element.getIntOrFloatBitWidth() / 8, unit)},
        element);
  }
};
} // namespace
