//===- Convolution.cpp - Sizes of convolution kernels ---------------------===//

#include "dialects/Kernel/VerifyAnchor.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::kernel;

/// Height, width and channels of images of rank 2 to 4.
static std::array<int64_t, 3> getImage(ShapedType type) {
  ArrayRef<int64_t> shape = type.getShape();
  switch (shape.size()) {
  case 2:
    return {1, 1, shape[1]};
  case 3:
    return {1, shape[1], shape[2]};
  default:
    return {shape[1], shape[2], shape[3]};
  }
}

LogicalResult
TapsAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                 DenseI64ArrayAttr filter, DenseI64ArrayAttr input,
                 DenseI64ArrayAttr output, DenseI64ArrayAttr strides,
                 DenseI64ArrayAttr padding, DenseI64ArrayAttr dilations) {
  constexpr int64_t sides = 4;
  for (DenseI64ArrayAttr sizes : {filter, input, output, strides, dilations})
    if (!arePositive(sizes.asArrayRef()))
      return emitError() << "taps need two sizes above 0 of each kind";
  if (padding.size() != sides)
    return emitError() << "taps need the padding of four sides";
  return success();
}

ConvolutionShape TapsAttr::getShape() const {
  return {ShapedType::kDynamic, getInput()[0],  getInput()[1],
          /*inputChannels=*/1,  getOutput()[0], getOutput()[1],
          /*outputChannels=*/1, getFilter()[0], getFilter()[1],
          getStrides(),         getDilations(), getPadding(),
          /*groups=*/1};
}

bool TapsAttr::areInside() const {
  for (int64_t dimension : {0, 1}) {
    int64_t last = (getOutput()[dimension] - 1) * getStrides()[dimension] +
                   (getFilter()[dimension] - 1) * getDilations()[dimension];
    int64_t before = getPadding()[2 * dimension];
    if (before != 0 || last >= getInput()[dimension])
      return false;
  }
  return true;
}

template <typename Op>
static ConvolutionShape makeShape(Op op, ShapedType input, ShapedType filter,
                                  ShapedType output, int64_t groups) {
  auto [inputHeight, inputWidth, inputChannels] = getImage(input);
  auto [outputHeight, outputWidth, outputChannels] = getImage(output);
  bool dense = filter.getRank() == 2;
  return {input.getDimSize(0),
          inputHeight,
          inputWidth,
          inputChannels,
          outputHeight,
          outputWidth,
          outputChannels,
          dense ? 1 : filter.getDimSize(0),
          dense ? 1 : filter.getDimSize(1),
          op.getStrides(),
          op.getDilations(),
          op.getPadding(),
          groups};
}

static ShapedType getDataType(OperandRange group) {
  return cast<ShapedType>(group.front().getType());
}

/// The filter's type, packed or not.
template <typename Op> static ShapedType getUnpackedType(Op op) {
  if (std::optional<Type> type = op.getFilterType())
    return cast<ShapedType>(*type);
  return getDataType(op.getRhs());
}

ConvolutionShape ConvolutionOp::getShape() {
  return makeShape(*this, getDataType(getLhs()), getUnpackedType(*this),
                   getDomain(), static_cast<int64_t>(getGroups()));
}

ConvolutionShape ConvolutionInputGradOp::getShape() {
  return makeShape(*this, getDomain(), getUnpackedType(*this),
                   getDataType(getLhs()), static_cast<int64_t>(getGroups()));
}

ConvolutionShape PackFilterOp::getShape() {
  return makeShape(*this, cast<ShapedType>(getImagesType()),
                   getUnpackedType(*this), cast<ShapedType>(getResultsType()),
                   static_cast<int64_t>(getGroups()));
}

ConvolutionShape ConvolutionKernelGradOp::getShape() {
  return makeShape(*this, getDataType(getLhs()), getDomain(),
                   getDataType(getRhs()), static_cast<int64_t>(getGroups()));
}

ConvolutionShape DepthwiseOp::getShape() {
  return makeShape(*this, getDataType(getLhs()), getDataType(getRhs()),
                   getDomain(), getDomain().getShape().back());
}

ConvolutionShape DepthwiseInputGradOp::getShape() {
  return makeShape(*this, getDomain(), getDataType(getRhs()),
                   getDataType(getLhs()), getDomain().getShape().back());
}

ConvolutionShape DepthwiseKernelGradOp::getShape() {
  return makeShape(*this, getDataType(getLhs()), getDomain(),
                   getDataType(getRhs()), getDomain().getShape().back());
}

/// Checks that there are images, a filter of four dimensions (two of a fully
/// connected layer, three of a depthwise convolution), that its channels and
/// its window are those of the images, and what holds for every anchor.
template <typename Op>
static LogicalResult verifyConvolution(Op op, ArrayRef<ShapedType> images,
                                       ShapedType filter) {
  auto isImage = [](ShapedType type) {
    constexpr int64_t imagesRank = 4;
    return type && type.getRank() >= 2 && type.getRank() <= imagesRank;
  };
  bool isDepthwise = !isa<ConvolutionOpInterface>(op.getOperation());
  int64_t rank = filter ? filter.getRank() : 0;
  bool isFilter = isDepthwise ? rank == 3 : rank == 2 || rank == 4;
  if (!isFilter || !filter.hasStaticShape() || !llvm::all_of(images, isImage))
    return op.emitOpError("needs images and a filter");
  if (failed(verifyWindow(op, op.getStrides(), op.getPadding(),
                          op.getDilations(), [&] { return op.getShape(); })))
    return failure();
  ConvolutionShape shape = op.getShape();
  int64_t inputs = shape.inputChannels / (isDepthwise ? 1 : shape.groups);
  ArrayRef<int64_t> sizes = filter.getShape();
  bool fits = isDepthwise ? shape.inputChannels == shape.outputChannels &&
                                sizes.back() == inputs
                          : sizes[rank - 2] == inputs &&
                                sizes.back() == shape.outputChannels;
  if (!fits)
    return op.emitOpError("cannot make ")
           << shape.outputChannels << " channels of " << shape.inputChannels
           << " with the filter " << filter;
  return verifyAnchor(op);
}

/// The type of a filter, before it was packed; null if it is missing.
template <typename Op> static ShapedType findFilterType(Op op) {
  return op.getRhs().empty() ? ShapedType() : getUnpackedType(op);
}

LogicalResult ConvolutionOp::verify() {
  return verifyConvolution(*this, {findDataType(getLhs()), getDomain()},
                           findFilterType(*this));
}

LogicalResult ConvolutionInputGradOp::verify() {
  return verifyConvolution(*this, {findDataType(getLhs()), getDomain()},
                           findFilterType(*this));
}

LogicalResult ConvolutionKernelGradOp::verify() {
  return verifyConvolution(
      *this, {findDataType(getLhs()), findDataType(getRhs())}, getDomain());
}

LogicalResult PackFilterOp::verify() {
  if (failed(verifyConvolution(*this,
                               {dyn_cast<ShapedType>(getImagesType()),
                                dyn_cast<ShapedType>(getResultsType())},
                               findFilterType(*this))))
    return failure();
  return verifyPlainEpilogue(*this);
}

LogicalResult DepthwiseOp::verify() {
  return verifyConvolution(*this, {findDataType(getLhs()), getDomain()},
                           findDataType(getRhs()));
}

LogicalResult DepthwiseInputGradOp::verify() {
  return verifyConvolution(*this, {findDataType(getLhs()), getDomain()},
                           findDataType(getRhs()));
}

LogicalResult DepthwiseKernelGradOp::verify() {
  if (failed(verifyConvolution(*this,
                               {findDataType(getLhs()), findDataType(getRhs())},
                               getDomain())))
    return failure();
  return verifyPlainEpilogue(*this);
}
