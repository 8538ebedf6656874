//===- InputScaling.h - Who scales a model's inputs -----------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_INPUTSCALING_H
#define ANABRANCH_COMPILER_IMPORT_INPUTSCALING_H

#include "compiler/Import/Graph.h"

namespace anabranch::import {

/// Whether the model scales its inputs itself, one for each: whether the first
/// layer that does not keep an input's range is a Rescaling or a
/// Normalization, or arithmetic with a number, as in `x / 255`.
llvm::SmallVector<bool> findScaledInputs(const Graph &graph);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_INPUTSCALING_H
