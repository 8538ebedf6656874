//===- ChangedModel.h - The fake model with another kernel ----------------===//

#ifndef ANABRANCH_TEST_UNIT_RUNTIME_CHANGEDMODEL_H
#define ANABRANCH_TEST_UNIT_RUNTIME_CHANGEDMODEL_H

#include "runtime/Model.h"

#include <vector>

namespace anabranch::runtime::test {

/// A copy of the model in which one launch of `train` calls another kernel.
struct ChangedModel {
  ChangedModel(size_t launch, AnabranchKernel kernel)
      : launches(anabranch_model.train->launches,
                 anabranch_model.train->launches +
                     anabranch_model.train->launch_count),
        train(*anabranch_model.train), model(anabranch_model) {
    launches[launch].kernel = kernel;
    train.launches = launches.data();
    model.train = &train;
  }
  ChangedModel(const ChangedModel &) = delete; // it points into itself
  ChangedModel &operator=(const ChangedModel &) = delete;

  std::vector<AnabranchLaunch> launches;
  AnabranchProgram train;
  AnabranchModel model;
};

} // namespace anabranch::runtime::test

#endif // ANABRANCH_TEST_UNIT_RUNTIME_CHANGEDMODEL_H
