//===- Reduction.cpp - Operations that combine elements -------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

namespace {
/// A reduction's axes, and its result's shape with axes of 1 and as asked for.
struct Reduced {
  SmallVector<int64_t> axes, kept, shape;
  int64_t count = 1; ///< elements that are combined into one
};
} // namespace

static std::optional<Reduced> readReduced(LayerCall &call, Value input,
                                          StringRef key = "axis") {
  auto type = cast<RankedTensorType>(input.getType());
  bool keepDimensions = call.arguments.getBool("keepdims", false);
  if (!call.arguments.find(key)) {
    call.error("has no " + quote(key) +
               ", so that it would combine the examples of a "
               "batch: name the axes behind the batch");
    return std::nullopt;
  }
  auto axes = readAxes(call, key, type.getRank(), {});
  if (!axes || call.arguments.failed())
    return std::nullopt;
  Reduced reduced{*axes, {}, {}};
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    bool isReduced = llvm::is_contained(*axes, static_cast<int64_t>(i));
    reduced.count *= isReduced ? size : 1;
    reduced.kept.push_back(isReduced ? 1 : size);
    if (!isReduced || keepDimensions)
      reduced.shape.push_back(reduced.kept.back());
  }
  if (reduced.shape.size() < 2) {
    call.error("leaves one number of an example alone, which needs an axis: "
               "use keepdims=True");
    return std::nullopt;
  }
  return reduced;
}

/// The sum of a product, with axes of 1, or its mean.
static Value buildSum(LayerCall &call, ValueRange factors,
                      const Reduced &reduced, bool isMean) {
  Value sum = nn::ReduceSumOp::create(call.builder, call.getType(reduced.kept),
                                      factors);
  return isMean ? buildScaled(call.builder, sum, 1.0 / double(reduced.count))
                : sum;
}

template <bool isMean> static Value buildSumOperation(LayerCall &call) {
  Value input = call.getInput();
  auto reduced = input ? readReduced(call, input) : std::nullopt;
  return reduced ? buildReshape(call, buildSum(call, input, *reduced, isMean),
                                reduced->shape)
                 : Value();
}

namespace {
/// With axes of 1.
struct Moments {
  Value mean, variance;
};
} // namespace

static Moments buildMoments(LayerCall &call, Value input,
                            const Reduced &reduced) {
  Value mean = buildSum(call, input, reduced, /*isMean=*/true);
  Value centered = nn::SubtractOp::create(call.builder, input, mean);
  return {mean, buildSum(call, {centered, centered}, reduced, /*isMean=*/true)};
}

/// The variance, or its root.
template <bool isRoot> static Value buildVariance(LayerCall &call) {
  Value input = call.getInput();
  auto reduced = input ? readReduced(call, input) : std::nullopt;
  if (!reduced)
    return {};
  Value variance = buildMoments(call, input, *reduced).variance;
  if (isRoot)
    variance = nn::SqrtOp::create(call.builder, variance);
  return buildReshape(call, variance, reduced->shape);
}

/// Mean and variance, two outputs.
static Value buildMomentsOperation(LayerCall &call) {
  Value input = call.getInput();
  // There is one device.
  call.arguments.ignore({"synchronized"});
  auto reduced = input ? readReduced(call, input, "axes") : std::nullopt;
  if (!reduced)
    return {};
  auto [mean, variance] = buildMoments(call, input, *reduced);
  call.furtherOutputs.push_back(buildReshape(call, variance, reduced->shape));
  return buildReshape(call, mean, reduced->shape);
}

/// The input as images whose rows are the elements that are combined.
static Value gatherRows(LayerCall &call, Value input, const Reduced &reduced) {
  ArrayRef<int64_t> axes = reduced.axes;
  SmallVector<int64_t> shape(
      cast<RankedTensorType>(input.getType()).getShape());
  auto count = static_cast<int64_t>(axes.size());
  int64_t first = axes.front();
  if (axes.back() - first + 1 != count) {
    // Axes that lie apart go to the end.
    SmallVector<int64_t> permutation, permuted;
    for (size_t i = 0; i < shape.size(); ++i)
      if (!llvm::is_contained(axes, static_cast<int64_t>(i)))
        permutation.push_back(static_cast<int64_t>(i));
    first = static_cast<int64_t>(permutation.size());
    permutation.append(axes.begin(), axes.end());
    for (int64_t source : permutation)
      permuted.push_back(shape[source]);
    shape = permuted;
    input = nn::PermuteOp::create(call.builder, call.getType(shape), input,
                                  permutation);
  }
  ArrayRef<int64_t> sizes = shape;
  return buildReshape(
      call, input,
      {sizes[0], ShapedType::getNumElements(sizes.slice(1, first - 1)),
       reduced.count,
       ShapedType::getNumElements(sizes.drop_front(first + count))});
}

/// The largest elements, or the smallest, which are the largest of -x.
template <bool isMin> static Value buildExtremum(LayerCall &call) {
  Value input = call.getInput();
  call.arguments.expect("initial", {},
                        isMin ? "use minimum(x, initial) behind it"
                              : "use maximum(x, initial) behind it");
  auto reduced = input ? readReduced(call, input) : std::nullopt;
  if (!reduced)
    return {};
  if (reduced->axes.empty())
    return input;
  Value rows = gatherRows(call, input, *reduced);
  if (isMin)
    rows = buildScaled(call.builder, rows, -1);
  SmallVector<int64_t> shape(cast<RankedTensorType>(rows.getType()).getShape());
  std::array<int64_t, 2> window = {1, shape[2]};
  shape[2] = 1;
  Value pooled =
      nn::MaxPool2DOp::create(call.builder, call.getType(shape), rows, window,
                              window, ArrayRef<int64_t>{0, 0, 0, 0});
  if (isMin)
    pooled = buildScaled(call.builder, pooled, -1);
  return buildReshape(call, pooled, reduced->shape);
}

void anabranch::import::registerReduction(LayerRegistry &registry) {
  registry["ops.Mean"] = buildSumOperation</*isMean=*/true>;
  registry["ops.Sum"] = buildSumOperation</*isMean=*/false>;
  registry["ops.Max"] = registry["ops.Amax"] = {buildExtremum</*isMin=*/false>,
                                                RangeEffect::Keeps};
  registry["ops.Min"] = registry["ops.Amin"] = {buildExtremum</*isMin=*/true>,
                                                RangeEffect::Keeps};
  registry["ops.Var"] = buildVariance</*isRoot=*/false>;
  registry["ops.Std"] = buildVariance</*isRoot=*/true>;
  registry["ops.Moments"] = buildMomentsOperation;
}
