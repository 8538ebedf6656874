//===- Anchor.cpp - What all anchors have in common -----------------------===//

#include "dialects/Kernel/VerifyAnchor.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::kernel;

int64_t ConvolutionOp::getMostReductions() { return mostConvolutionSums; }
int64_t ConvolutionInputGradOp::getMostReductions() {
  return mostConvolutionSums;
}
bool PoolGradOp::acceptsEpilogue() { return false; }
bool ConvolutionKernelGradOp::acceptsEpilogue() { return false; }
bool PackFilterOp::acceptsEpilogue() { return false; }
bool DepthwiseKernelGradOp::acceptsEpilogue() { return false; }
bool ReductionOp::acceptsEpilogue() { return false; }
bool SamplePixelsGradOp::acceptsEpilogue() { return false; }
bool ReductionOp::acceptsStretched() {
  return getScope() == ReductionScope::Example;
}
bool ReductionOp::storesDomain() { return false; }
bool ConcatenateOp::acceptsPrologue() { return false; }
bool SamplePixelsOp::acceptsPrologue() { return false; }
bool SamplePixelsGradOp::acceptsPrologue() { return false; }
// The prologue's one argument stands for all operands.
bool ConcatenateOp::acceptsNarrowOperands() { return false; }
bool SamplePixelsOp::acceptsNarrowOperands() { return false; }
bool SamplePixelsGradOp::acceptsNarrowOperands() { return false; }
bool ReductionOp::acceptsNarrowOperands() { return false; }
unsigned ElementwiseOp::getAnchorArgumentCount() { return 0; }
unsigned ReductionOp::getAnchorArgumentCount() { return 0; }

bool ElementwiseOp::isStoredInPlace(bool) { return true; }
// There the epilogue, which updates the filter, is a launch of its own.
bool ConvolutionKernelGradOp::isStoredInPlace(bool onGPU) { return onGPU; }

LaunchUnit PackFilterOp::getLaunchUnit() { return LaunchUnit::Once; }

LaunchUnit ReductionOp::getLaunchUnit() {
  return getScope() == ReductionScope::Example || readsStretched(*this)
             ? LaunchUnit::Slice
             : LaunchUnit::Row;
}

LaunchUnit ElementwiseOp::getLaunchUnit() {
  if (readsStretched(*this))
    return LaunchUnit::Slice;
  bool usesChannel = getReductionCount() != 0;
  getEpilogue().walk([&](ChannelIndexOp) { usesChannel = true; });
  for (Value input : getInputs()) {
    std::optional<Broadcast> broadcast =
        getBroadcast(cast<ShapedType>(input.getType()), getDomain());
    usesChannel |=
        broadcast != Broadcast::Element && broadcast != Broadcast::Scalar;
  }
  return usesChannel ? LaunchUnit::Row : LaunchUnit::Element;
}

RankedTensorType ElementwiseOp::getTapSums() {
  std::optional<TapsAttr> taps = getTaps();
  if (!taps)
    return {};
  SmallVector<int64_t> shape(taps->getFilter().asArrayRef());
  shape.push_back(getDomain().getShape().back());
  Operation *yield = getEpilogue().front().getTerminator();
  return RankedTensorType::get(shape, yield->getOperands().back().getType());
}

LogicalResult ElementwiseOp::verify() {
  if (std::optional<TapsAttr> taps = getTaps()) {
    if (getReductionCount() < 1 || !getFinalizer().empty())
      return emitOpError("needs a sum to take by tap, and no finalizer");
    RankedTensorType domain = getDomain();
    constexpr int64_t imagesRank = 4;
    if (getDestinations().empty() && getNumResults() != 0 &&
        (domain.getRank() != imagesRank ||
         domain.getShape().slice(1, 2) != taps->getOutput().asArrayRef()))
      return emitOpError("cannot sum ")
             << domain << " by tap to " << getResults().back().getType();
  }
  return verifyAnchor(*this);
}

LogicalResult ReductionOp::verify() {
  if (failed(verifyAnchor(*this)))
    return failure();
  if (!getDestinations().empty())
    return success();
  RankedTensorType domain = getDomain();
  Operation *yield = getEpilogue().front().getTerminator();
  if (getReductionCount() != 0 || getNumResults() != 1 ||
      (domain.getRank() == 0 && getScope() != ReductionScope::All))
    return emitOpError("combines one value to one result");
  auto result = cast<RankedTensorType>(getResult(0).getType());
  Type element = getKind() == ReductionKind::ArgMax
                     ? IntegerType::get(getContext(), 32)
                     : yield->getOperand(0).getType();
  SmallVector<int64_t> shape;
  if (getScope() == ReductionScope::Row) {
    shape.append(domain.getShape().begin(), domain.getShape().end());
    shape.back() = 1;
  } else if (getScope() == ReductionScope::Example) {
    std::optional<Broadcast> broadcast = getBroadcast(result, domain);
    if (result.getRank() != domain.getRank() || !broadcast)
      return emitOpError("cannot sum ") << domain << " to " << result;
    shape.append(result.getShape().begin(), result.getShape().end());
  }
  if (result != RankedTensorType::get(shape, element))
    return emitOpError("makes ")
           << RankedTensorType::get(shape, element) << " for " << result;
  return success();
}

LogicalResult GatherOp::verify() {
  auto rank = static_cast<size_t>(getDomain().getRank());
  if (getLhs().empty() || getPermutation().size() != rank ||
      getOffsets().size() != rank || !isPermutationVector(getPermutation()) ||
      rank == 0 || getPermutation()[0] != 0 || getOffsets()[0] != 0)
    return emitOpError("needs an operand, and a place and an offset for each "
                       "dimension, the batch's being 0");
  auto source = cast<ShapedType>(getLhs().front().getType());
  if (source.getRank() != getDomain().getRank())
    return emitOpError("cannot read ") << source << " over " << getDomain();
  return verifyAnchor(*this);
}

/// A multiplication and an addition for each weight and channel.
static int64_t countSamplingOperations(KernelOpInterface op) {
  int64_t operations = 2 * op.getDomain().getShape().back();
  auto weights = cast<ShapedType>(op.getRhs().back().getType());
  for (int64_t size : weights.getShape().drop_front())
    operations *= size;
  return operations;
}

int64_t SamplePixelsOp::getAnchorOperations() {
  return countSamplingOperations(*this);
}

int64_t SamplePixelsGradOp::getAnchorOperations() {
  return countSamplingOperations(*this);
}

/// Of the operand and the domain one are images, and the other is sampled.
static LogicalResult verifySampling(KernelOpInterface op, bool isGrad) {
  constexpr int64_t rank = 4;
  if (op.getLhs().size() != 1 || op.getRhs().size() != 2)
    return op.emitOpError("needs one tensor, places and weights");
  auto image = cast<ShapedType>(op.getLhs().front().getType());
  ShapedType sampled = op.getDomain();
  if (isGrad)
    std::swap(image, sampled);
  auto places = cast<ShapedType>(op.getRhs()[0].getType());
  auto weights = cast<ShapedType>(op.getRhs()[1].getType());
  if (!places.getElementType().isInteger(32) || image.getRank() != rank ||
      sampled.getRank() != rank || places.getRank() != rank ||
      image.getShape().back() != sampled.getShape().back() ||
      places.getShape() != weights.getShape() ||
      places.getShape().drop_back() != sampled.getShape().drop_back())
    return op.emitOpError("cannot sample ")
           << image << " at " << places << " with " << weights << " to "
           << sampled;
  return verifyAnchor(op);
}

LogicalResult SamplePixelsOp::verify() {
  return verifySampling(*this, /*isGrad=*/false);
}

LogicalResult SamplePixelsGradOp::verify() {
  return verifySampling(*this, /*isGrad=*/true);
}

LogicalResult ConcatenateOp::verify() {
  auto dimension = static_cast<int64_t>(getDimension());
  int64_t rank = getDomain().getRank(), size = 0;
  if (dimension < 1 || dimension >= rank || getLhs().empty())
    return emitOpError("needs an operand and a dimension behind the batch");
  for (Value operand : getLhs()) {
    auto type = cast<ShapedType>(operand.getType());
    if (type.getRank() != rank)
      return emitOpError("cannot read ") << type << " over " << getDomain();
    size += type.getDimSize(static_cast<unsigned>(dimension));
  }
  if (size != getDomain().getDimSize(static_cast<unsigned>(dimension)))
    return emitOpError("puts ")
           << size << " behind each other in " << getDomain();
  return verifyAnchor(*this);
}
