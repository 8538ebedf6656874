//===- Train.cpp - The command train --------------------------------------===//

#include "runtime/Training/Train.h"
#include "runtime/Data/Dataset.h"
#include "runtime/Files/OutputFiles.h"
#include "runtime/Interruption.h"
#include "runtime/ParallelFor.h"
#include "runtime/Training/TrainingLoop.h"

#include <csignal>
#include <cstdio>

namespace anabranch::runtime {

int runTrain(const AnabranchModel &model, const TrainOptions &options) {
  checkHasLoss(model);
  // Who stops reading the progress does not stop the training.
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<NamedFile> inputs;
  for (const std::string &path : dataFiles(options.data))
    inputs.push_back({"--data", path});
  inputs.push_back({"--weights", options.weights});
  checkOutputs({{"--checkpoint", options.checkpoint},
                {"--best", options.best},
                {"--history", options.history}},
               inputs);
  configureParallelFor(options.threads, model.scratch_bytes,
                       model.matrix_unit_products != 0);
  Dataset dataset = loadDataset(model, options.data, Purpose::Train);
  if (dataset.test.count && options.validationSplit.value_or(0) > 0)
    std::fputs("warning: --validation-split is not used, since the data set "
               "has test or validation examples\n",
               stderr);
  TrainingLoop loop(model, dataset, options);
  noteInterruptions();
  int signal = loop.run();
  if (!signal)
    return 0;
  std::fprintf(
      stderr, "interrupted after %lld steps; %s\n",
      static_cast<long long>(loop.state().iteration),
      options.checkpoint.empty()
          ? "the weights were not saved, since no --checkpoint was given"
          : ("saved to " + options.checkpoint + ", go on with --resume")
                .c_str());
  return 128 + signal;
}

} // namespace anabranch::runtime
