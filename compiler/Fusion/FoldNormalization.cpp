//===- FoldNormalization.cpp - Affine maps out of filters' gradients ------===//
//
// With images x = s y + b by channel, and 0 beside the image, the gradient of
// tap t from channel c to o is, over the output's pixels p,
//
//   sum x[p+t,c] g[p,o] = s[c] sum y[p+t,c] g[p,o] + b[c] sum g[p,o],
//
// where the last sum is over those p for which p+t lies in the image: it
// depends on the tap, and on no channel of the input.
//
//===----------------------------------------------------------------------===//

#include "compiler/Fusion/KernelBuilder.h"
#include "compiler/Fusion/Passes.h"
#include "dialects/NN/NN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace anabranch::fusion {
#define GEN_PASS_DEF_FOLDNORMALIZATIONPASS
#include "compiler/Fusion/Passes.h.inc"
} // namespace anabranch::fusion

using namespace mlir;
using namespace anabranch;
using kernel::ConvolutionKernelGradOp;
using kernel::ElementwiseOp;
using kernel::TapsAttr;

namespace {
/// An affine map of images: one factor and one shift for each channel.
struct ChannelMap {
  Value factor, shift;
};
} // namespace

/// What was rounded to `value`, or the value itself.
static Value getUnrounded(Value value) {
  auto rounded = value.getDefiningOp<arith::TruncFOp>();
  return rounded ? rounded.getIn() : value;
}

static Value getUnextended(Value value) {
  auto extended = value.getDefiningOp<arith::ExtFOp>();
  return extended ? extended.getIn() : value;
}

/// The operand of `op` that `value` is in the images' prologue, if it has a
/// number per channel; else null.
static Value getChannelOperand(ConvolutionKernelGradOp op, Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument)
    return nullptr;
  Value operand = op.getLhs()[argument.getArgNumber()];
  auto images = cast<ShapedType>(op.getLhs().front().getType());
  bool isByChannel = kernel::getBroadcast(cast<ShapedType>(operand.getType()),
                                          images) == kernel::Broadcast::Channel;
  return isByChannel ? operand : nullptr;
}

/// The map that the images' prologue is, if it is one: x * factor + shift.
static std::optional<ChannelMap> matchChannelMap(ConvolutionKernelGradOp op) {
  Block &block = op.getLhsPrologue().front();
  auto sum = getUnrounded(block.getTerminator()->getOperand(0))
                 .getDefiningOp<arith::AddFOp>();
  if (!sum)
    return std::nullopt;
  for (auto [product, shift] : {std::pair(sum.getLhs(), sum.getRhs()),
                                std::pair(sum.getRhs(), sum.getLhs())}) {
    auto scaled = product.getDefiningOp<arith::MulFOp>();
    if (!scaled)
      continue;
    for (auto [image, factor] : {std::pair(scaled.getLhs(), scaled.getRhs()),
                                 std::pair(scaled.getRhs(), scaled.getLhs())}) {
      if (getUnextended(image) != block.getArgument(0))
        continue;
      ChannelMap map{getChannelOperand(op, factor),
                     getChannelOperand(op, shift)};
      if (map.factor && map.shift)
        return map;
    }
  }
  return std::nullopt;
}

static TapsAttr getTaps(ConvolutionKernelGradOp op) {
  kernel::ConvolutionShape shape = op.getShape();
  auto list = [&](ArrayRef<int64_t> sizes) {
    return DenseI64ArrayAttr::get(op.getContext(), sizes);
  };
  return TapsAttr::get(
      op.getContext(), list({shape.filterHeight, shape.filterWidth}),
      list({shape.inputHeight, shape.inputWidth}),
      list({shape.outputHeight, shape.outputWidth}), list(shape.strides),
      list(shape.padding), list(shape.dilations));
}

/// The elementwise kernel that makes the output's gradient, if one does, and
/// nothing is to be done with it before it is multiplied.
static ElementwiseOp getGradProducer(ConvolutionKernelGradOp op) {
  if (op.getRhs().size() != 1)
    return nullptr;
  Block &block = op.getRhsPrologue().front();
  Value value = getUnrounded(block.getTerminator()->getOperand(0));
  auto producer = op.getRhs().front().getDefiningOp<ElementwiseOp>();
  bool makesGrad = producer && producer.getFinalizer().empty() &&
                   getUnextended(value) == block.getArgument(0);
  return makesGrad ? producer : nullptr;
}

/// What `producer` yields for a result, before it was rounded to be stored.
static Value getYielded(ElementwiseOp producer, OpResult result) {
  return getUnrounded(
      producer.getEpilogue().front().getTerminator()->getOperand(
          result.getResultNumber()));
}

/// A sum of all elements of a channel that the producer has already, or null.
static Value findSum(ElementwiseOp producer, OpResult result) {
  Value yielded = getYielded(producer, result);
  auto sums = static_cast<size_t>(producer.getReductionCount()) -
              (producer.getTaps() ? 1 : 0);
  auto stored = producer->getNumResults() -
                static_cast<size_t>(producer.getReductionCount());
  for (OpResult sum : producer->getResults().slice(stored, sums))
    if (getYielded(producer, sum) == yielded)
      return sum;
  return nullptr;
}

/// Has the producer sum a result by tap, too, and returns the sums.
static Value addTapSums(ElementwiseOp producer, OpResult result,
                        TapsAttr taps) {
  OpBuilder builder(producer);
  SmallVector<int64_t> shape(taps.getFilter().asArrayRef());
  shape.push_back(producer.getDomain().getShape().back());
  Value yielded = getYielded(producer, result);
  OperationState state(producer.getLoc(), producer->getName());
  state.addOperands(producer->getOperands());
  state.addTypes(producer->getResultTypes());
  state.addTypes(RankedTensorType::get(shape, yielded.getType()));
  state.addAttributes(producer->getAttrs());
  for (Region &region : producer->getRegions())
    state.addRegion()->takeBody(region);
  auto summed = cast<ElementwiseOp>(builder.create(state));
  summed.setReductionCount(producer.getReductionCount() + 1);
  summed.setTapsAttr(taps);
  Operation *yield = summed.getEpilogue().front().getTerminator();
  yield->insertOperands(yield->getNumOperands(), yielded);
  producer->replaceAllUsesWith(summed->getResults().drop_back());
  producer->erase();
  return summed->getResults().back();
}

/// Takes the map out of the prologue, and applies it to the sums.
static void applyToSums(ConvolutionKernelGradOp op, const ChannelMap &map,
                        Value gradSums) {
  OpBuilder builder(op);
  Location location = op.getLoc();
  RankedTensorType filter = op.getDomain();
  auto reshape = [&](Value value, ArrayRef<int64_t> shape) -> Value {
    Type element = cast<ShapedType>(value.getType()).getElementType();
    return nn::ReshapeOp::create(builder, location,
                                 RankedTensorType::get(shape, element), value);
  };
  int64_t inputs = filter.getDimSize(2), outputs = filter.getDimSize(3);
  bool isByTap = cast<ShapedType>(gradSums.getType()).getRank() != 1;
  SmallVector<Value> operands{
      reshape(map.factor, {1, 1, inputs, 1}),
      reshape(map.shift, {1, 1, inputs, 1}),
      reshape(gradSums, {isByTap ? filter.getDimSize(0) : 1,
                         isByTap ? filter.getDimSize(1) : 1, 1, outputs})};
  op.getInputsMutable().assign(operands);
  op.getLhsMutable().assign(op.getLhs().front());

  Region &prologue = op.getLhsPrologue();
  Type multiplied = prologue.front().getTerminator()->getOperand(0).getType();
  prologue.getBlocks().clear();
  Type stored = getElementTypeOrSelf(op.getLhs().front());
  fusion::buildRegion(
      builder, location, prologue, stored,
      [&](OpBuilder &builder, ValueRange arguments) -> SmallVector<Value> {
        if (stored == multiplied)
          return {arguments[0]};
        return {arith::TruncFOp::create(builder, location, multiplied,
                                        arguments[0])};
      });
  Region &epilogue = op.getEpilogue();
  epilogue.getBlocks().clear();
  Type element = filter.getElementType();
  fusion::buildRegion(
      builder, location, epilogue, SmallVector<Type>(4, element),
      [&](OpBuilder &builder, ValueRange arguments) -> SmallVector<Value> {
        Value scaled = arith::MulFOp::create(builder, location, arguments[0],
                                             arguments[1]);
        Value shifted = arith::MulFOp::create(builder, location, arguments[2],
                                              arguments[3]);
        return {arith::AddFOp::create(builder, location, scaled, shifted)};
      });
}

static void fold(ConvolutionKernelGradOp op) {
  constexpr int64_t rank = 4; // of the filter and the images
  std::optional<ChannelMap> map = matchChannelMap(op);
  ElementwiseOp producer = getGradProducer(op);
  if (!map || !producer || op.getGroups() != 1 ||
      op.getDomain().getRank() != rank ||
      cast<ShapedType>(op.getRhs().front().getType()).getRank() != rank ||
      !kernel::isIdentity(op.getEpilogue()))
    return;
  auto grad = cast<OpResult>(op.getRhs().front());
  TapsAttr taps = getTaps(op);
  Value sums;
  if (taps.areInside())
    sums = findSum(producer, grad);
  else if (!producer.getTaps())
    sums = addTapSums(producer, grad, taps);
  if (sums)
    applyToSums(op, *map, sums);
}

namespace {
struct FoldNormalizationPass
    : fusion::impl::FoldNormalizationPassBase<FoldNormalizationPass> {
  void runOnOperation() override {
    SmallVector<ConvolutionKernelGradOp> worklist;
    getOperation().walk(
        [&](ConvolutionKernelGradOp op) { worklist.push_back(op); });
    llvm::for_each(worklist, fold);
  }
};
} // namespace
