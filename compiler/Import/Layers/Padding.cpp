//===- Padding.cpp - Zeros around images, and borders cut off -------------===//

#include "compiler/Import/Layers/ImageCall.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

Value anabranch::import::buildPad(LayerCall &call, Value input,
                                  ArrayRef<int64_t> low,
                                  ArrayRef<int64_t> high) {
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> shape(type.getShape());
  for (size_t i = 1; i < shape.size(); ++i) {
    if (low[i] <= -shape[i] || high[i] <= -shape[i] ||
        shape[i] + low[i] + high[i] <= 0)
      return call.error("leaves nothing of " +
                        printShape(call.inputs.front().getType()) +
                        ": cut off less");
    shape[i] += low[i] + high[i];
  }
  RankedTensorType result = call.getType(shape);
  return result ? nn::PadOp::create(call.builder, result, input, low, high)
                : Value();
}

/// A count of pixels in a JSON file, or -1.
static int64_t readCount(const Json &value) {
  constexpr int64_t limit = std::numeric_limits<int32_t>::max();
  if (!value.is_number_integer() || value > limit || value < 0)
    return -1;
  return value.get<int64_t>();
}

/// Counts before and behind a dimension.
using Ends = std::pair<int64_t, int64_t>;

/// Ends from one number or two; none if they are no counts.
static std::optional<Ends> readEnds(const Json &value) {
  if (value.is_array() && value.size() != 2)
    return std::nullopt;
  int64_t before = readCount(value.is_array() ? value[0] : value);
  int64_t after = readCount(value.is_array() ? value[1] : value);
  if (before < 0 || after < 0)
    return std::nullopt;
  return Ends(before, after);
}

/// Counts for height and width, the width's 0 for a sequence; none after an
/// error.
static std::optional<std::array<Ends, 2>> readSides(LayerCall &call,
                                                    bool isSequence,
                                                    StringRef key,
                                                    const Json &fallback) {
  const Json *found = call.arguments.find(key);
  const Json &argument = found ? *found : fallback;
  bool isList = !isSequence && argument.is_array() && argument.size() == 2;
  std::optional<Ends> rows = readEnds(isList ? argument[0] : argument);
  std::optional<Ends> columns = Ends(0, 0);
  if (!isSequence)
    columns = readEnds(isList ? argument[1] : argument);
  if (rows && columns)
    return std::array{*rows, *columns};
  call.error("argument " + quote(key) + " must be a whole number of " +
             (isSequence ? "steps, or two (before, behind)"
                         : "pixels, two (height, width), or two pairs ((top, "
                           "bottom), (left, right))") +
             ", but is " + describe(argument));
  return std::nullopt;
}

template <bool cuts> static Value buildBorder(LayerCall &call) {
  ImageCall images(call);
  Value input = images.getInput();
  auto sides = cuts ? readSides(call, images.isSequence(), "cropping", 0)
                    : readSides(call, images.isSequence(), "padding", 1);
  call.expectChannelsLast();
  if (!input || !sides || call.arguments.failed())
    return {};
  int64_t sign = cuts ? -1 : 1;
  auto [top, bottom] = (*sides)[0];
  auto [left, right] = (*sides)[1];
  return images.finish(buildPad(call, input, {0, sign * top, sign * left, 0},
                                {0, sign * bottom, sign * right, 0}));
}

static Value buildPadOperation(LayerCall &call) {
  Value input = call.getInput();
  call.arguments.expect("mode", {"constant"}, "pad with zeros");
  const Json &widths = call.arguments.getArray("pad_width");
  if (!input || call.arguments.failed())
    return {};
  auto rank =
      static_cast<size_t>(cast<RankedTensorType>(input.getType()).getRank());
  SmallVector<int64_t> low, high;
  for (const Json &width : widths) {
    std::optional<Ends> ends =
        width.is_array() ? readEnds(width) : std::nullopt;
    low.push_back(ends ? ends->first : -1);
    high.push_back(ends ? ends->second : -1);
  }
  auto isNegative = [](int64_t count) { return count < 0; };
  if (low.size() != rank || llvm::any_of(low, isNegative) || low[0] != 0 ||
      high[0] != 0)
    return call.error("argument \"pad_width\" must be two whole numbers for "
                      "each axis, of which the batch's are 0, but is " +
                      describe(widths));
  return buildPad(call, input, low, high);
}

void anabranch::import::registerPadding(LayerRegistry &registry) {
  registry["ZeroPadding1D"] = registry["ZeroPadding2D"] = {
      buildBorder</*cuts=*/false>, RangeEffect::Keeps};
  registry["Cropping1D"] =
      registry["Cropping2D"] = {buildBorder</*cuts=*/true>, RangeEffect::Keeps};
  registry["ops.Pad"] = {buildPadOperation, RangeEffect::Keeps};
}
