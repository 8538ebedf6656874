//===- JitProgram.h - Runs a program in this process ----------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_JITPROGRAM_H
#define ANABRANCH_COMPILER_TARGET_JITPROGRAM_H

#include "dialects/Kernel/Kernel.h"
#include "dialects/NN/NN.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Target/TargetMachine.h"

namespace anabranch::target {

/// A compiled program with its arena, for tests: what the executable's runtime
/// does, one batch at a time. Parameters that have no values are zeros.
class JitProgram {
public:
  /// Compiles `module` (the LLVM dialect, with programs), and keeps the program
  /// of the given name, prepared. Null after a diagnostic.
  static std::unique_ptr<JitProgram> create(mlir::ModuleOp module,
                                            llvm::StringRef program,
                                            int64_t batchSize,
                                            llvm::TargetMachine &machine);

  /// A tensor's memory for this batch size.
  llvm::MutableArrayRef<char> getBytes(kernel::PlacedTensorAttr tensor);

  llvm::ArrayRef<kernel::PlacedTensorAttr> getInputs() const { return inputs; }
  llvm::ArrayRef<kernel::PlacedTensorAttr> getOutputs() const {
    return outputs;
  }

  /// The runtime's numbers of a step, see nn.step_value; as f64 if the program
  /// computes in double precision.
  void setStepValues(double learningRate, double iteration, bool isDouble);

  /// Runs every launch once.
  void run();

private:
  JitProgram() = default;
  void setParameter(nn::ParameterOp parameter);
  char *getAddress(kernel::ExtentAttr place) {
    return arena + place.getFixed() + place.getPerExample() * batchSize;
  }

  struct Launch {
    void (*kernel)(int64_t, char *const *);
    int64_t extent;
    std::vector<char *> buffers;
  };
  using Launches = std::vector<Launch>;
  Launches getLaunches(kernel::ProgramOp program,
                       std::vector<std::string> &kernels);
  static void run(Launches &launches);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  int64_t batchSize = 0;
  std::vector<char> storage;
  char *arena = nullptr;
  Launches launches;
  std::vector<int64_t> stepValues;
  std::vector<kernel::PlacedTensorAttr> inputs, outputs;
};

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_JITPROGRAM_H
