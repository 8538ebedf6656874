//===- Augmentation.cpp - What layers that change images share ------------===//

#include "compiler/Import/Layers/Augmentation.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

Value anabranch::import::drawNumbers(LayerCall &call, double low, double high) {
  return drawUniform(call, {ShapedType::kDynamic, 1, 1}, low, high);
}

Value anabranch::import::drawImageNumbers(LayerCall &call,
                                          std::pair<double, double> limits) {
  return buildReshape(call, drawNumbers(call, limits.first, limits.second),
                      {ShapedType::kDynamic, 1, 1, 1});
}

Value anabranch::import::getAugmentedImage(LayerCall &call) {
  Value image = call.getInput(4);
  call.arguments.ignore({"seed"});
  call.expectChannelsLast();
  call.arguments.expect("bounding_box_format", {}, "there are images alone");
  return call.arguments.failed() ? Value() : image;
}

std::optional<Filling> anabranch::import::readFilling(LayerCall &call) {
  std::string border = call.arguments.getString("fill_mode", "reflect");
  std::string interpolation =
      call.arguments.getString("interpolation", "bilinear");
  call.arguments.expect("fill_value", {Json(0), Json(0.0)}, "fill with zeros");
  if (call.arguments.failed())
    return std::nullopt;
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
    return std::nullopt;
  }
  return Filling{found->second, isNearest};
}

std::optional<std::pair<double, double>>
anabranch::import::readFactor(LayerCall &call, StringRef key, double lowest) {
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
  call.error(llvm::formatv("argument {0} must be one or two numbers from "
                           "{1:F0} to 1, but is {2}",
                           quote(key), lowest,
                           value ? describe(*value) : "missing"));
  return std::nullopt;
}

static Value rejectAugmentation(LayerCall &call) {
  return call.error(
      call.className +
      " is not supported: use RandomFlip, RandomCrop, RandomTranslation, "
      "RandomZoom, RandomRotation, RandomShear, RandomContrast or "
      "RandomBrightness, or change the images before training");
}

void anabranch::import::registerAugmentation(LayerRegistry &registry) {
  for (StringRef name :
       {"RandomHue", "RandomSaturation", "RandomSharpness", "RandomColorJitter",
        "RandomColorDegeneration", "RandomErasing", "RandomElasticTransform",
        "RandomGaussianBlur", "RandomGrayscale", "RandomInvert",
        "RandomPerspective", "RandomPosterization", "RandAugment", "AugMix",
        "AutoContrast", "CutMix", "MixUp", "Equalization", "Solarization"})
    registry[name] = rejectAugmentation;
}
