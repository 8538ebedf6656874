//===- Hints.h - What to use in place of layers that are missing ----------===//

#ifndef ANABRANCH_COMPILER_IMPORT_HINTS_H
#define ANABRANCH_COMPILER_IMPORT_HINTS_H

#include "compiler/Import/Graph.h"

namespace anabranch::import {

/// The advice that ends "layer type "Lambda" is not supported: ".
llvm::StringRef findHint(const Layer &layer);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_HINTS_H
