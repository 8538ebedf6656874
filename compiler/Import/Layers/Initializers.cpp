//===- Initializers.cpp - Keras's initializers ----------------------------===//

#include "compiler/Import/Layers.h"

#include <cmath>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// A normal distribution cut at two standard deviations has this fraction of
/// its standard deviation, which Keras makes up for in variance scaling.
static constexpr double truncatedDeviation = 0.87962566103423978;

namespace {
/// Reads one initializer.
class InitializerReader {
public:
  InitializerReader(JsonObject &config, ArrayRef<int64_t> shape)
      : config(config), shape(shape) {}

  nn::InitializerAttr read(StringRef name);

private:
  nn::InitializerAttr make(nn::Distribution distribution, double a, double b) {
    return nn::InitializerAttr::get(config.getLocation().getContext(),
                                    distribution, APFloat(a), APFloat(b));
  }
  nn::InitializerAttr scaleVariance(double scale, StringRef mode,
                                    StringRef distribution);
  /// Inputs and outputs of one unit, as keras.initializers.compute_fans has it.
  std::pair<double, double> getFans() const;

  JsonObject &config;
  ArrayRef<int64_t> shape;
};
} // namespace

std::pair<double, double> InitializerReader::getFans() const {
  if (shape.size() == 1)
    return {double(shape[0]), double(shape[0])};
  double window = 1;
  for (int64_t size : shape.drop_back(2))
    window *= double(size);
  return {window * double(shape[shape.size() - 2]),
          window * double(shape.back())};
}

nn::InitializerAttr InitializerReader::scaleVariance(double scale,
                                                     StringRef mode,
                                                     StringRef distribution) {
  auto [fanIn, fanOut] = getFans();
  double fan = mode == "fan_in"    ? fanIn
               : mode == "fan_out" ? fanOut
               : mode == "fan_avg" ? (fanIn + fanOut) / 2
                                   : 0;
  if (fan == 0) {
    (void)config.error("variance scaling's \"mode\" must be \"fan_in\", "
                       "\"fan_out\" or \"fan_avg\", but is " +
                       quote(mode));
    return {};
  }
  double variance = scale / std::max(1.0, fan);
  if (distribution == "uniform") {
    double limit = std::sqrt(3 * variance);
    return make(nn::Distribution::Uniform, -limit, limit);
  }
  if (distribution == "untruncated_normal")
    return make(nn::Distribution::Normal, 0, std::sqrt(variance));
  if (distribution == "truncated_normal" || distribution == "normal")
    return make(nn::Distribution::TruncatedNormal, 0,
                std::sqrt(variance) / truncatedDeviation);
  (void)config.error("variance scaling's \"distribution\" " +
                     quote(distribution) + " is not supported");
  return {};
}

nn::InitializerAttr InitializerReader::read(StringRef name) {
  config.ignore({"seed", "dtype", "input_axes", "output_axes"});
  std::string kind = normalizeName(name);
  if (kind == "zeros" || kind == "zero")
    return make(nn::Distribution::Constant, 0, 0);
  if (kind == "ones" || kind == "one")
    return make(nn::Distribution::Constant, 1, 0);
  if (kind == "constant")
    return make(nn::Distribution::Constant, config.getNumber("value", 0), 0);
  if (kind == "randomuniform" || kind == "uniform") {
    double low = config.getNumber("minval", -0.05);
    return make(nn::Distribution::Uniform, low,
                config.getNumber("maxval", 0.05));
  }
  if (kind == "randomnormal" || kind == "normal" || kind == "truncatednormal") {
    double mean = config.getNumber("mean", 0);
    return make(kind == "truncatednormal" ? nn::Distribution::TruncatedNormal
                                          : nn::Distribution::Normal,
                mean, config.getNumber("stddev", 0.05, 0));
  }
  if (kind == "variancescaling") {
    double scale = config.getNumber("scale", 1, 0);
    std::string mode = config.getString("mode", "fan_in");
    return scaleVariance(scale, mode,
                         config.getString("distribution", "truncated_normal"));
  }
  struct Preset {
    StringRef name, mode;
    double scale;
  };
  static const Preset presets[] = {
      {"glorot", "fan_avg", 1}, {"he", "fan_in", 2}, {"lecun", "fan_in", 1}};
  for (const Preset &preset : presets) {
    if (kind == (preset.name + "uniform").str())
      return scaleVariance(preset.scale, preset.mode, "uniform");
    if (kind == (preset.name + "normal").str())
      return scaleVariance(preset.scale, preset.mode, "truncated_normal");
  }
  (void)config.error(
      "initializer " + quote(name) +
      " is not supported: use zeros, ones, a constant, a uniform or normal "
      "distribution, or Glorot's, He's or LeCun's");
  return {};
}

nn::InitializerAttr
anabranch::import::readInitializer(JsonObject &arguments, StringRef key,
                                   StringRef fallback,
                                   ArrayRef<int64_t> shape) {
  const Json *value = arguments.find(key);
  const Json fallbackName = fallback.str();
  auto [name, config] = readNamed(arguments, value ? *value : fallbackName);
  if (arguments.failed())
    return {};
  JsonObject reader(arguments.getReporter(), arguments.getLocation(),
                    arguments.getOwner() + ": " + key.str(), *config);
  nn::InitializerAttr result = InitializerReader(reader, shape).read(name);
  if (!result || failed(reader.finish()))
    return {};
  return result;
}
