//===- MetricsTest.cpp ----------------------------------------------------===//

#include "runtime/Training/Metrics.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <utility>

using namespace anabranch::runtime;

namespace {

const AnabranchTensor scalar = {"", ANABRANCH_F32, 0, nullptr, {0, 0}};

TEST(Metrics, AreQuotientsOfSumsOverAllBatches) {
  const AnabranchMetric metrics[] = {{"accuracy", &scalar, nullptr},
                                     {"precision", &scalar, &scalar},
                                     {"recall", &scalar, &scalar}};
  AnabranchProgram program = {};
  program.metric_count = 3;
  program.metrics = metrics;
  Metrics sums;
  sums.lossSum = 30;
  sums.examples = 20;
  // Nothing was predicted to be positive: Keras's precision is then 0.
  sums.sums = {{15, 0}, {0, 0}, {3, 4}};
  std::vector<Figure> figures = sums.figures(program, "val_");
  ASSERT_EQ(figures.size(), 4u);
  const std::pair<const char *, double> expected[] = {{"val_loss", 1.5},
                                                      {"val_accuracy", 0.75},
                                                      {"val_precision", 0},
                                                      {"val_recall", 0.75}};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(figures[i].name, expected[i].first);
    EXPECT_EQ(figures[i].value, expected[i].second);
  }
  EXPECT_EQ(formatFigures(figures), "val_loss 1.5000  val_accuracy 0.7500  "
                                    "val_precision 0.0000  val_recall 0.7500");
}

// Sums of infinities are NaN with a sign on some processors.
TEST(Metrics, PrintWhatIsNoNumberWithoutASign) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(formatFigures({{"loss", std::copysign(nan, -1)},
                           {"mae", nan},
                           {"mse", -std::numeric_limits<double>::infinity()}}),
            "loss nan  mae nan  mse -inf");
  EXPECT_EQ(formatFigures({{"loss", std::numeric_limits<float>::max()}}),
            "loss 340282346638528859811704183484516925440.0000");
}

// Each batch's sums are added to those before.
TEST(Metrics, AddWhatAProgramComputed) {
  const AnabranchMetric metrics[] = {{"a", &scalar, nullptr},
                                     {"b", &scalar, &scalar}};
  AnabranchProgram program = {};
  program.loss = &scalar;
  program.metric_count = 2;
  program.metrics = metrics;
  Metrics sums;
  for (float loss : {0.5f, 2.0f})
    sums.add(Outputs(program, 4, reinterpret_cast<const char *>(&loss)));
  EXPECT_EQ(sums.loss(), 1.25);
  EXPECT_EQ(sums.sums[0].sum, 2.5);
  EXPECT_EQ(sums.sums[1].count, 2.5);
  EXPECT_EQ(sums.figures(program)[1].value, 2.5 / 8);
  EXPECT_EQ(sums.figures(program)[2].value, 1);
}

} // namespace
