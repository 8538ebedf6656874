//===- LearningRate.cpp - The learning rate of each step ------------------===//
//
// The formulas of keras.optimizers.schedules; dialects/NN/Schedule.td says what
// each number means.
//
//===----------------------------------------------------------------------===//

#include "runtime/Training/LearningRate.h"

#include <algorithm>
#include <cmath>

namespace anabranch::runtime {

static constexpr double pi = 3.14159265358979323846;

/// From 1 at `part` 0 down to `alpha` at 1.
static double halfCosine(double part, double alpha) {
  double cosine = (1 + std::cos(pi * part)) / 2;
  return (1 - alpha) * cosine + alpha;
}

static double cosine(const double *n, double step) {
  double rate = n[0], decaySteps = n[1], alpha = n[2], target = n[3];
  double warmupSteps = n[4];
  if (step < warmupSteps)
    return rate + (target - rate) * step / warmupSteps;
  double part = std::min(step - warmupSteps, decaySteps) / decaySteps;
  return target * halfCosine(part, alpha);
}

static double cosineRestarts(const double *n, double step) {
  double rate = n[0], firstSteps = n[1], t = n[2], m = n[3], alpha = n[4];
  double periods = step / firstSteps; // in units of the first one
  double period, part;
  if (t == 1) {
    period = std::floor(periods);
    part = periods - period;
  } else {
    // The periods 1, t, t^2, ... before number r take (1 - t^r) / (1 - t); the
    // logarithm is exact enough but at a restart itself.
    period = std::floor(std::log(1 - periods * (1 - t)) / std::log(t));
    double begin = (1 - std::pow(t, period)) / (1 - t);
    part = (periods - begin) / std::pow(t, period);
    if (part >= 1) {
      ++period;
      part = 0;
    }
  }
  double cosine = std::pow(m, period) * (1 + std::cos(pi * part)) / 2;
  return rate * ((1 - alpha) * cosine + alpha);
}

static double polynomial(const double *n, double step) {
  double rate = n[0], decaySteps = n[1], endRate = n[2], power = n[3];
  bool cycle = n[4] != 0;
  if (cycle)
    decaySteps *= step == 0 ? 1 : std::ceil(step / decaySteps);
  double part = std::min(step, decaySteps) / decaySteps;
  return (rate - endRate) * std::pow(1 - part, power) + endRate;
}

/// i / decay_steps, or its whole part for a staircase.
static double decays(const double *n, double step) {
  double part = step / n[1];
  return n[3] != 0 ? std::floor(part) : part;
}

double learningRateAt(const AnabranchSchedule &schedule, int64_t stepsDone) {
  const double *n = schedule.numbers;
  auto step = double(stepsDone);
  switch (schedule.kind) {
  case ANABRANCH_SCHEDULE_CONSTANT:
    return n[0];
  case ANABRANCH_SCHEDULE_COSINE:
    return cosine(n, step);
  case ANABRANCH_SCHEDULE_COSINE_RESTARTS:
    return cosineRestarts(n, step);
  case ANABRANCH_SCHEDULE_EXPONENTIAL:
    return n[0] * std::pow(n[2], decays(n, step));
  case ANABRANCH_SCHEDULE_INVERSE_TIME:
    return n[0] / (1 + n[2] * decays(n, step));
  case ANABRANCH_SCHEDULE_POLYNOMIAL:
    return polynomial(n, step);
  case ANABRANCH_SCHEDULE_PIECEWISE_CONSTANT: {
    int64_t boundaries = schedule.number_count / 2;
    int64_t place = std::lower_bound(n, n + boundaries, step) - n;
    return n[boundaries + place];
  }
  }
  return n[0];
}

} // namespace anabranch::runtime
