//===- Outputs.h - What one run of a program gave -------------------------===//

#ifndef ANABRANCH_RUNTIME_EXECUTION_OUTPUTS_H
#define ANABRANCH_RUNTIME_EXECUTION_OUTPUTS_H

#include "runtime/Model.h"
#include "runtime/Tensor.h"

#include <map>

namespace anabranch::runtime {

/// Offsets of a program's tensors in memory that is not the arena.
using TensorPlaces = std::map<const AnabranchTensor *, int64_t>;

/// The loss, metrics or predictions of one run, where they lie.
class Outputs {
public:
  /// \param memory the arena, or what `places` are offsets in
  /// \param places null for those in the arena
  Outputs(const AnabranchProgram &program, int64_t batchSize,
          const char *memory, const TensorPlaces *places = nullptr)
      : theProgram(&program), examples(batchSize), memory(memory),
        places(places) {}

  const AnabranchProgram &program() const { return *theProgram; }
  int64_t batchSize() const { return examples; }

  /// Where a tensor of the batch lies: its first example.
  const char *address(const AnabranchTensor &tensor) const {
    return memory +
           (places ? places->at(&tensor) : resolve(tensor.place, examples));
  }

  /// The value of a scalar tensor, such as the loss.
  double scalar(const AnabranchTensor &tensor) const {
    return loadElement(tensor.element_type, address(tensor), 0);
  }

private:
  const AnabranchProgram *theProgram;
  int64_t examples;
  const char *memory;
  const TensorPlaces *places;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_EXECUTION_OUTPUTS_H
