//===- Metrics.cpp - Loss and metrics over many batches -------------------===//

#include "runtime/Training/Metrics.h"
#include "runtime/NumberText.h"
#include "runtime/Training/FigureNames.h"

namespace anabranch::runtime {

void Metrics::add(const Outputs &outputs) {
  const AnabranchProgram &program = outputs.program();
  lossSum += outputs.scalar(*program.loss) * double(outputs.batchSize());
  examples += outputs.batchSize();
  sums.resize(program.metric_count);
  for (int64_t i = 0; i < program.metric_count; ++i) {
    const AnabranchMetric &metric = program.metrics[i];
    sums[i].sum += outputs.scalar(*metric.sum);
    if (metric.count)
      sums[i].count += outputs.scalar(*metric.count);
  }
}

std::vector<Figure> Metrics::figures(const AnabranchProgram &program,
                                     const std::string &prefix) const {
  std::vector<Figure> figures{{prefix + lossName, loss()}};
  for (int64_t i = 0; i < program.metric_count; ++i) {
    const AnabranchMetric &metric = program.metrics[i];
    double count = metric.count ? sums[i].count : double(examples);
    figures.push_back(
        {prefix + metric.name, count == 0 ? 0 : sums[i].sum / count});
  }
  return figures;
}

std::string formatFigures(const std::vector<Figure> &figures) {
  std::string line;
  for (const Figure &figure : figures)
    line += (line.empty() ? "" : "  ") + figure.name + " " +
            formatNumber("%.4f", figure.value);
  return line;
}

} // namespace anabranch::runtime
