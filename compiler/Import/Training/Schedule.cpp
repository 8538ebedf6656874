//===- Schedule.cpp - keras.optimizers.schedules --------------------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Training/CompileConfig.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// A number of steps, more than none.
static double readSteps(JsonObject &config, StringRef key) {
  double steps = config.getNumber(key);
  if (!config.failed() && steps <= 0)
    (void)config.error("argument " + quote(key) + " must be above 0");
  return steps;
}

/// The numbers of an array.
static std::vector<double> readNumbers(JsonObject &config, StringRef key) {
  std::vector<double> numbers;
  for (const Json &value : config.getArray(key)) {
    if (!value.is_number()) {
      (void)config.error("argument " + quote(key) +
                         " must be numbers, but has " + describe(value));
      break;
    }
    numbers.push_back(value.get<double>());
  }
  return numbers;
}

static nn::ScheduleAttrInterface readCosine(JsonObject &config, double rate) {
  double steps = readSteps(config, "decay_steps");
  double alpha = config.getNumber("alpha", 0);
  double warmupSteps = config.getNumber("warmup_steps", 0, 0);
  double target = rate;
  if (config.find("warmup_target"))
    target = config.getNumber("warmup_target");
  else
    warmupSteps = 0; // as in Keras
  return nn::CosineDecayAttr::get(config.getLocation().getContext(),
                                  APFloat(rate), APFloat(steps), APFloat(alpha),
                                  APFloat(target), APFloat(warmupSteps));
}

static nn::ScheduleAttrInterface readRestarts(JsonObject &config, double rate) {
  double steps = readSteps(config, "first_decay_steps");
  double t = config.getNumber("t_mul", 2), m = config.getNumber("m_mul", 1, 0);
  if (t < 1)
    (void)config.error("argument \"t_mul\" must be 1 or more");
  double alpha = config.getNumber("alpha", 0);
  return nn::CosineDecayRestartsAttr::get(
      config.getLocation().getContext(), APFloat(rate), APFloat(steps),
      APFloat(t), APFloat(m), APFloat(alpha));
}

template <typename Attr>
static nn::ScheduleAttrInterface readStairs(JsonObject &config, double rate) {
  double steps = readSteps(config, "decay_steps");
  double decayRate = config.getNumber("decay_rate", std::nullopt, 0);
  return Attr::get(config.getLocation().getContext(), APFloat(rate),
                   APFloat(steps), APFloat(decayRate),
                   config.getBool("staircase", false));
}

static nn::ScheduleAttrInterface readPolynomial(JsonObject &config,
                                                double rate) {
  double steps = readSteps(config, "decay_steps");
  double endRate = config.getNumber("end_learning_rate", 1e-4);
  double power = config.getNumber("power", 1);
  return nn::PolynomialDecayAttr::get(
      config.getLocation().getContext(), APFloat(rate), APFloat(steps),
      APFloat(endRate), APFloat(power), config.getBool("cycle", false));
}

static nn::ScheduleAttrInterface readPiecewise(JsonObject &config,
                                               double &initialRate) {
  std::vector<double> boundaries = readNumbers(config, "boundaries");
  std::vector<double> values = readNumbers(config, "values");
  if (config.failed())
    return {};
  if (values.size() != boundaries.size() + 1 || !llvm::is_sorted(boundaries)) {
    (void)config.error("needs rising \"boundaries\", and one of \"values\" "
                       "more than of these");
    return {};
  }
  initialRate = values.front();
  MLIRContext *context = config.getLocation().getContext();
  return nn::PiecewiseConstantDecayAttr::get(
      context, DenseF64ArrayAttr::get(context, boundaries),
      DenseF64ArrayAttr::get(context, values));
}

nn::ScheduleAttrInterface anabranch::import::readSchedule(JsonObject &owner,
                                                          const Json &value,
                                                          double &initialRate) {
  auto [name, config] = readNamed(owner, value);
  if (owner.failed())
    return {};
  JsonObject reader(owner.getReporter(), owner.getLocation(),
                    "the learning-rate schedule", *config);
  reader.ignore({"name"});
  std::string kind = normalizeName(name);
  nn::ScheduleAttrInterface result;
  if (kind == "piecewiseconstantdecay") {
    result = readPiecewise(reader, initialRate);
  } else {
    using Function =
        nn::ScheduleAttrInterface (*)(JsonObject & config, double rate);
    static const llvm::StringMap<Function> schedules = {
        {"cosinedecay", readCosine},
        {"cosinedecayrestarts", readRestarts},
        {"exponentialdecay", readStairs<nn::ExponentialDecayAttr>},
        {"inversetimedecay", readStairs<nn::InverseTimeDecayAttr>},
        {"polynomialdecay", readPolynomial}};
    auto function = schedules.find(kind);
    if (function == schedules.end()) {
      (void)reader.error(quote(name) + " is not supported: use CosineDecay, "
                                       "CosineDecayRestarts, ExponentialDecay, "
                                       "InverseTimeDecay, PolynomialDecay or "
                                       "PiecewiseConstantDecay");
      return {};
    }
    initialRate = reader.getNumber("initial_learning_rate", std::nullopt, 0);
    result = function->second(reader, initialRate);
  }
  return failed(reader.finish()) ? nn::ScheduleAttrInterface() : result;
}
