//===- KerasOrder.h - The order in which Keras lists layers ---------------===//

#ifndef ANABRANCH_COMPILER_FUNCTIONAL_KERASORDER_H
#define ANABRANCH_COMPILER_FUNCTIONAL_KERASORDER_H

#include "compiler/Import/Graph.h"

namespace anabranch::functional {

/// The graph with its layers in the order that a Keras model of them has, less
/// those that its output does not need. Parameters are declared, and get their
/// initial values, in this order.
import::Graph sortAsKeras(const import::Graph &graph);

} // namespace anabranch::functional

#endif // ANABRANCH_COMPILER_FUNCTIONAL_KERASORDER_H
