//===- Augmentation.cpp - Layers that change images in training -----------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static Value scale(LayerCall &call, Value value, double factor) {
  return nn::ScaleOp::create(call.builder, value,
                             call.builder.getF64FloatAttr(factor));
}

/// A random number for each example, tensor<?x1x1xf32>.
static Value drawNumbers(LayerCall &call, double low, double high) {
  auto scalar = RankedTensorType::get({}, call.builder.getF32Type());
  auto getStepValue = [&](nn::StepValueKind kind) {
    return nn::StepValueOp::create(call.builder, scalar, kind);
  };
  return nn::RandomUniformOp::create(
      call.builder, scalar.clone({ShapedType::kDynamic, 1, 1}),
      getStepValue(nn::StepValueKind::Seed),
      getStepValue(nn::StepValueKind::Iteration),
      call.builder.getF64FloatAttr(low), call.builder.getF64FloatAttr(high));
}

namespace {
/// How an image's rows (axis 1) or columns (axis 2) are sampled: pixel i is
/// what lies at scale i + offset.
struct Sampling {
  int64_t axis, size;
  Value scale, offset;
  nn::Border border = nn::Border::Zero;
  bool wholePixels = false;
};
} // namespace

/// The product of the image with a sampling matrix along one axis.
static Value buildSampling(LayerCall &call, Value image,
                           const Sampling &sampling) {
  ImplicitLocOpBuilder &builder = call.builder;
  RankedTensorType type = getType(image);
  ArrayRef<int64_t> shape = type.getShape();
  int64_t from = shape[sampling.axis], to = sampling.size;
  Value matrix = nn::SamplingMatrixOp::create(
      builder, type.clone({shape[0], to, from}), sampling.scale,
      sampling.offset, sampling.border, sampling.wholePixels);
  // The image as in front x from x behind; the matrix as 1 x to x from x 1.
  int64_t front = sampling.axis == 1 ? 1 : shape[1];
  int64_t behind = sampling.axis == 1 ? shape[2] * shape[3] : shape[3];
  matrix = buildReshape(call, matrix, {shape[0], 1, to, from, 1});
  Value pixels = buildReshape(call, image, {shape[0], front, 1, from, behind});
  RankedTensorType sum = call.getType({shape[0], front, to, 1, behind});
  if (!sum || !call.getType({shape[0], front, to, from, behind}))
    return {};
  Value sampled =
      nn::ReduceSumOp::create(builder, sum, ValueRange{matrix, pixels});
  SmallVector<int64_t> result(shape);
  result[sampling.axis] = to;
  return buildReshape(call, sampled, result);
}

/// `build` in training, `otherwise` elsewhere.
static Value buildInTraining(LayerCall &call, Value otherwise,
                             function_ref<Value()> build) {
  if (call.training == true)
    return call.error("is called with training=True, so that it would change "
                      "images to predict, which is not supported");
  if (call.training == false)
    return otherwise;
  Value changed = build();
  return changed ? nn::InTrainingOp::create(call.builder, changed, otherwise)
                 : Value();
}

/// An image, if the layer's other arguments are fine; the run's seed decides.
static Value getImage(LayerCall &call) {
  Value image = call.getInput(4);
  call.arguments.ignore({"seed"});
  call.expectChannelsLast();
  call.arguments.expect("bounding_box_format", {}, "there are images alone");
  return call.arguments.failed() ? Value() : image;
}

/// Mirrors one image in two; both ways at once or not at all.
static Value buildRandomFlip(LayerCall &call) {
  Value image = getImage(call);
  std::string mode =
      call.arguments.getString("mode", "horizontal_and_vertical");
  if (!image || call.arguments.failed())
    return {};
  SmallVector<int64_t> axes;
  if (mode == "vertical" || mode == "horizontal_and_vertical")
    axes.push_back(1);
  if (mode == "horizontal" || mode == "horizontal_and_vertical")
    axes.push_back(2);
  if (axes.empty())
    return call.error("argument \"mode\" must be \"horizontal\", \"vertical\" "
                      "or \"horizontal_and_vertical\", but is " +
                      quote(mode));
  return buildInTraining(call, image, [&] {
    Value flips = nn::ExceedsOp::create(call.builder, drawNumbers(call, 0, 1),
                                        call.builder.getF64FloatAttr(0.5));
    // i as it is, or size - 1 - i.
    Value direction = nn::AddOp::create(call.builder, scale(call, flips, -2),
                                        buildScalar(call.builder, 1));
    Value flipped = image;
    for (int64_t axis : axes) {
      int64_t size = getType(image).getDimSize(static_cast<unsigned>(axis));
      Value offset = scale(call, flips, double(size - 1));
      if (flipped)
        flipped = buildSampling(call, flipped,
                                {axis, size, direction, offset,
                                 nn::Border::Zero, /*wholePixels=*/true});
    }
    return flipped;
  });
}

/// The largest window in the middle that has the target's aspect ratio, made
/// as large as the target. Source: RandomCrop.get_random_transformation and
/// keras.src.ops.image.resize, whose pixels have their centres at 1/2.
static Value buildCentreCrop(LayerCall &call, Value image,
                             ArrayRef<int64_t> target) {
  ArrayRef<int64_t> shape = getType(image).getShape();
  for (unsigned i : {0u, 1u}) {
    auto size = double(shape[i + 1]), other = double(shape[2 - i]);
    double window =
        std::floor(other * double(target[i]) / double(target[1 - i]));
    window = std::max(std::min(size, window), 1.0);
    double first = std::floor((size - window) / 2);
    double step = window / double(target[i]);
    if (first == 0 && shape[i + 1] == target[i])
      continue;
    image = buildSampling(call, image,
                          {i + 1, target[i], buildScalar(call.builder, step),
                           buildScalar(call.builder, first + step / 2 - 0.5),
                           nn::Border::Nearest});
    if (!image)
      return {};
  }
  return image;
}

/// A window at a random place in training, where the image is larger.
static Value buildRandomCrop(LayerCall &call) {
  Value image = getImage(call);
  std::array<int64_t, 2> target = {call.arguments.getInteger("height"),
                                   call.arguments.getInteger("width")};
  if (!image || call.arguments.failed())
    return {};
  Value centre = buildCentreCrop(call, image, target);
  ArrayRef<int64_t> shape = getType(image).getShape();
  if (!centre || shape[1] < target[0] || shape[2] < target[1])
    return centre;
  return buildInTraining(call, centre, [&] {
    Value window = image;
    for (unsigned i : {0u, 1u}) {
      if (!window || shape[i + 1] == target[i])
        continue;
      // Rounded to the offsets from 0 to the difference, each as likely.
      auto difference = double(shape[i + 1] - target[i]);
      Value offset = drawNumbers(call, -0.5, difference + 0.5);
      window =
          buildSampling(call, window,
                        {i + 1, target[i], buildScalar(call.builder, 1), offset,
                         nn::Border::Nearest, /*wholePixels=*/true});
    }
    return window;
  });
}

/// A factor's limits: two numbers, or one for both directions; none after an
/// error.
static std::optional<std::pair<double, double>>
readFactor(LayerCall &call, StringRef key, double lowest) {
  const Json *value = call.arguments.find(key);
  bool isPair = value && value->is_array() && value->size() == 2;
  auto isFactor = [&](const Json &number) {
    return number.is_number() && number.get<double>() >= lowest &&
           number.get<double>() <= 1;
  };
  if (isPair && isFactor((*value)[0]) && isFactor((*value)[1])) {
    double a = (*value)[0], b = (*value)[1];
    return std::pair(std::min(a, b), std::max(a, b));
  }
  if (value && isFactor(*value)) {
    double limit = std::abs(value->get<double>());
    return std::pair(-limit, limit);
  }
  call.error("argument " + quote(key) +
             " must be one or two numbers from -1 "
             "to 1, but is " +
             (value ? describe(*value) : "missing"));
  return std::nullopt;
}

/// Reads the arguments "fill_mode" and "interpolation"; false after an error.
static bool readFilling(LayerCall &call, Sampling &sampling) {
  std::string border = call.arguments.getString("fill_mode", "reflect");
  std::string interpolation =
      call.arguments.getString("interpolation", "bilinear");
  call.arguments.expect("fill_value", {Json(0), Json(0.0)}, "fill with zeros");
  if (call.arguments.failed())
    return false;
  static const llvm::StringMap<nn::Border> borders = {
      {"reflect", nn::Border::Reflect},
      {"constant", nn::Border::Zero},
      {"nearest", nn::Border::Nearest},
      {"wrap", nn::Border::Wrap}};
  auto found = borders.find(border);
  bool isNearest = interpolation == "nearest";
  if (found == borders.end() || (!isNearest && interpolation != "bilinear")) {
    call.error("needs a \"fill_mode\" of \"reflect\", \"constant\", "
               "\"nearest\" or \"wrap\" and an \"interpolation\" of "
               "\"bilinear\" or \"nearest\", but has " +
               quote(border) + " and " + quote(interpolation));
    return false;
  }
  sampling.border = found->second;
  sampling.wholePixels = isNearest;
  return true;
}

/// Moves by parts of the image's size: pixel i is what lay at i - distance.
static Value buildRandomTranslation(LayerCall &call) {
  Value image = getImage(call);
  Sampling sampling{};
  auto height = readFactor(call, "height_factor", -1);
  auto width = readFactor(call, "width_factor", -1);
  if (!readFilling(call, sampling) || !image || !height || !width)
    return {};
  return buildInTraining(call, image, [&] {
    Value moved = image;
    for (auto [axis, factor] : {std::pair(1u, *height), {2u, *width}}) {
      if (!moved || (factor.first == 0 && factor.second == 0))
        continue;
      sampling.axis = axis;
      sampling.size = getType(image).getDimSize(axis);
      sampling.scale = buildScalar(call.builder, 1);
      auto size = double(sampling.size);
      sampling.offset =
          drawNumbers(call, -factor.second * size, -factor.first * size);
      moved = buildSampling(call, moved, sampling);
    }
    return moved;
  });
}

/// Zooms about the centre c = (size - 1) / 2: pixel i is what lies at
/// c + (1 + factor) (i - c).
static Value buildRandomZoom(LayerCall &call) {
  Value image = getImage(call);
  Sampling sampling{};
  constexpr double lowest = -0.999; // the image must not vanish
  auto height = readFactor(call, "height_factor", lowest);
  auto width = height;
  bool keepsAspect = !call.arguments.find("width_factor");
  if (!keepsAspect)
    width = readFactor(call, "width_factor", lowest);
  if (!readFilling(call, sampling) || !image || !height || !width)
    return {};
  return buildInTraining(call, image, [&] {
    Value zoomed = image, factors;
    for (auto [axis, limits] : {std::pair(1u, *height), {2u, *width}}) {
      if (!zoomed)
        continue;
      if (!factors || !keepsAspect)
        factors = drawNumbers(call, limits.first, limits.second);
      sampling.axis = axis;
      sampling.size = getType(image).getDimSize(axis);
      sampling.scale = nn::AddOp::create(call.builder, factors,
                                         buildScalar(call.builder, 1));
      sampling.offset = scale(call, factors, -double(sampling.size - 1) / 2);
      zoomed = buildSampling(call, zoomed, sampling);
    }
    return zoomed;
  });
}

/// Moves pixels away from their channel's mean, or towards it.
static Value buildRandomContrast(LayerCall &call) {
  Value image = getImage(call);
  const Json *factor = call.arguments.find("factor");
  const Json *range = call.arguments.find("value_range");
  static const Json bytes = Json::array({0, 255});
  range = range ? range : &bytes;
  auto isPair = [](const Json &value) {
    return value.is_array() && value.size() == 2 && value[0].is_number() &&
           value[1].is_number();
  };
  if (!image)
    return {};
  if (!factor || !(factor->is_number() || isPair(*factor)) || !isPair(*range) ||
      (*range)[0] > (*range)[1])
    return call.error("needs a \"factor\" of one or two numbers, and a "
                      "\"value_range\" of two");
  double lower = factor->is_number() ? *factor : (*factor)[0];
  double upper = factor->is_number() ? *factor : (*factor)[1];
  // The contrast is from 1 - lower to 1 + upper. Like Keras, both may be above
  // 1, as with -0.2, 0.2.
  if (lower > 1 || upper < 0)
    return call.error("argument \"factor\" must hold a number of at most 1 and "
                      "one of at least 0, but is " +
                      describe(*factor));
  std::pair<double, double> limits = std::minmax({1 - lower, 1 + upper});
  return buildInTraining(call, image, [&]() -> Value {
    ImplicitLocOpBuilder &builder = call.builder;
    RankedTensorType type = getType(image);
    ArrayRef<int64_t> shape = type.getShape();
    Value contrast =
        buildReshape(call, drawNumbers(call, limits.first, limits.second),
                     {shape[0], 1, 1, 1});
    Value sum = nn::ReduceSumOp::create(
        builder, type.clone({shape[0], 1, 1, shape[3]}), image);
    Value mean = scale(call, sum, 1.0 / double(shape[1] * shape[2]));
    Value distance = nn::SubtractOp::create(builder, image, mean);
    Value product = nn::MultiplyOp::create(builder, distance, contrast);
    Value changed = nn::AddOp::create(builder, product, mean);
    return nn::ClipOp::create(
        builder, type, changed,
        builder.getF64FloatAttr((*range)[0].get<double>()),
        builder.getF64FloatAttr((*range)[1].get<double>()));
  });
}

static Value rejectAugmentation(LayerCall &call) {
  return call.error(
      call.className +
      " is not supported: use RandomFlip, RandomCrop, RandomTranslation, "
      "RandomZoom or RandomContrast, or change the images before training");
}

void anabranch::import::registerAugmentation(LayerRegistry &registry) {
  registry["RandomFlip"] = buildRandomFlip;
  registry["RandomCrop"] = buildRandomCrop;
  registry["RandomTranslation"] = buildRandomTranslation;
  registry["RandomZoom"] = buildRandomZoom;
  registry["RandomContrast"] = buildRandomContrast;
  for (StringRef name : {"RandomRotation",
                         "RandomBrightness",
                         "RandomShear",
                         "RandomHue",
                         "RandomSaturation",
                         "RandomSharpness",
                         "RandomColorJitter",
                         "RandomColorDegeneration",
                         "RandomErasing",
                         "RandomElasticTransform",
                         "RandomGaussianBlur",
                         "RandomGrayscale",
                         "RandomInvert",
                         "RandomPerspective",
                         "RandomPosterization",
                         "RandAugment",
                         "AugMix",
                         "AutoContrast",
                         "CutMix",
                         "MixUp",
                         "Equalization",
                         "Solarization"})
    registry[name] = rejectAugmentation;
}
