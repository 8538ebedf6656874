//===- RawInputs.h - Inputs whose bytes stay as they are ------------------===//

#ifndef ANABRANCH_DIALECTS_NN_RAWINPUTS_H
#define ANABRANCH_DIALECTS_NN_RAWINPUTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"

namespace anabranch::nn {

/// Whether bytes reach the model's input of this number as they are, by the
/// module's attribute `nn.raw_inputs`.
inline bool readsRawBytes(mlir::Operation *module, size_t input) {
  auto raw = module->getAttrOfType<mlir::DenseBoolArrayAttr>("nn.raw_inputs");
  return raw && input < static_cast<size_t>(raw.size()) &&
         raw[static_cast<int64_t>(input)];
}

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_RAWINPUTS_H
