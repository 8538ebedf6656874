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

static std::optional<Reduced> readReduced(LayerCall &call, Value input) {
  auto type = cast<RankedTensorType>(input.getType());
  bool keepDimensions = call.arguments.getBool("keepdims", false);
  if (!call.arguments.find("axis")) {
    call.error("has no \"axis\", so that it would combine the examples of a "
               "batch: name the axes behind the batch");
    return std::nullopt;
  }
  auto axes = readAxes(call, "axis", type.getRank(), {});
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

template <bool isMean> static Value buildSum(LayerCall &call) {
  Value input = call.getInput();
  auto reduced = input ? readReduced(call, input) : std::nullopt;
  if (!reduced)
    return {};
  Value sum =
      nn::ReduceSumOp::create(call.builder, call.getType(reduced->kept), input);
  if (isMean)
    sum = buildScaled(call.builder, sum, 1.0 / double(reduced->count));
  return buildReshape(call, sum, reduced->shape);
}

/// The largest of an image's pixels.
static Value buildMax(LayerCall &call) {
  Value input = call.getInput(4);
  call.arguments.expect("initial", {}, "use maximum(x, initial) behind it");
  auto reduced = input ? readReduced(call, input) : std::nullopt;
  if (!reduced)
    return {};
  if (reduced->axes != SmallVector<int64_t>{1, 2})
    return call.error("must be over the pixels, axes 1 and 2");
  auto shape = cast<RankedTensorType>(input.getType()).getShape();
  std::array<int64_t, 2> window = {shape[1], shape[2]};
  Value pooled =
      nn::MaxPool2DOp::create(call.builder, call.getType(reduced->kept), input,
                              window, window, ArrayRef<int64_t>{0, 0, 0, 0});
  return buildReshape(call, pooled, reduced->shape);
}

void anabranch::import::registerReduction(LayerRegistry &registry) {
  registry["ops.Mean"] = buildSum</*isMean=*/true>;
  registry["ops.Sum"] = buildSum</*isMean=*/false>;
  registry["ops.Max"] = buildMax;
}
