//===- CheckResults.cpp - Gradients and results against others ------------===//

#include "compiler/Tools/CheckResults.h"

#include "compiler/Autodiff/Passes.h"

#include "llvm/Support/Format.h"

#include <cmath>

using namespace mlir;
using namespace anabranch;
using kernel::PlacedTensorAttr;

/// Sum of the results times the seeds, which are the gradient function's last
/// inputs.
static double getSeededSum(target::JitProgram &forward,
                           target::JitProgram &backward) {
  double sum = 0;
  auto seeds = backward.getInputs().take_back(forward.getOutputs().size());
  for (auto [output, seed] : llvm::zip_equal(forward.getOutputs(), seeds))
    for (auto [value, weight] :
         llvm::zip_equal(view<double>(forward.getBytes(output)),
                         view<double>(backward.getBytes(seed))))
      sum += value * weight;
  return sum;
}

/// The larger error, of which NaN is the largest.
static double getWorse(double error, double difference) {
  bool isLess = std::abs(difference) <= error || std::isnan(error);
  return isLess ? error : std::abs(difference);
}

// In double precision the error of central differences is h^2 from the third
// derivative and 1e-16 / h from rounding, both about 1e-10 for h = 1e-5, far
// below the tolerance.
LogicalResult
anabranch::checkGradients(ModuleOp module, const FunctionEntry &entry,
                          llvm::TargetMachine &machine,
                          const pipelines::CompileOptions &options) {
  constexpr double step = 1e-5, tolerance = 1e-6;
  func::FuncOp function = entry.function;
  std::string name = function.getSymName().str();
  std::unique_ptr<target::JitProgram> forward =
      compileInProcess(module, name, entry.batchSize, machine, options);
  PassManager manager(module.getContext());
  autodiff::DifferentiateFunctionPassOptions differentiate;
  differentiate.function = name;
  manager.addPass(autodiff::createDifferentiateFunctionPass(differentiate));
  if (!forward || failed(manager.run(module)))
    return failure();
  auto gradients = module.lookupSymbol<func::FuncOp>(name + "_gradients");
  std::unique_ptr<target::JitProgram> backward = compileInProcess(
      module, gradients.getSymName(), entry.batchSize, machine, options);
  if (!backward)
    return failure();
  setInputs(*backward, entry);
  // The seeds may be overwritten while it runs, as any input.
  if (failed(backward->run()))
    return failure();
  auto outputs = backward->getOutputs();
  SmallVector<std::vector<double>> computed;
  for (PlacedTensorAttr output : outputs) {
    auto values = view<double>(backward->getBytes(output));
    computed.emplace_back(values.begin(), values.end());
  }
  setInputs(*backward, entry);

  bool correct = true, isWithin = true;
  for (auto [index, values] : llvm::enumerate(computed)) {
    int64_t argument =
        gradients.getResultAttrOfType<IntegerAttr>(index, "nn.argument")
            .getInt();
    double largest = 0, worst = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      auto evaluate = [&](double change) {
        setInputs(*forward, entry);
        view<double>(forward->getBytes(forward->getInputs()[argument]))[i] +=
            change;
        isWithin &= succeeded(forward->run());
        return getSeededSum(*forward, *backward);
      };
      double expected = (evaluate(step) - evaluate(-step)) / (2 * step);
      largest = std::max(largest, std::abs(expected));
      worst = getWorse(worst, expected - values[i]);
    }
    bool matches = worst <= tolerance * std::max(largest, 1.0);
    correct &= matches;
    llvm::outs() << "argument " << argument << ": "
                 << (matches ? "gradient matches" : "GRADIENT DIFFERS")
                 << " in " << values.size() << " elements";
    if (!matches)
      llvm::outs() << llvm::format(" by up to %g of %g", worst, largest);
    llvm::outs() << "\n";
  }
  return success(correct && isWithin && !computed.empty());
}

static std::vector<double> getNumbers(target::JitProgram &program) {
  std::vector<double> numbers;
  for (PlacedTensorAttr tensor : program.getOutputs())
    visitNumbers(program, tensor, [&](auto values) {
      numbers.insert(numbers.end(), values.begin(), values.end());
    });
  return numbers;
}

LogicalResult
anabranch::checkReference(ModuleOp module, target::JitProgram &program,
                          const FunctionEntry &entry, StringRef reference,
                          double tolerance, llvm::TargetMachine &machine,
                          const pipelines::CompileOptions &options) {
  auto function = module.lookupSymbol<func::FuncOp>(reference);
  if (!function)
    return module.emitError("there is no function '") << reference << "'";
  pipelines::CompileOptions direct = options;
  direct.algorithm = "direct";
  direct.target = pipelines::Target::CPU;
  direct.precision = pipelines::Precision::F32;
  FunctionEntry other(function, entry.batchSize);
  std::unique_ptr<target::JitProgram> expected =
      compileInProcess(module, reference, entry.batchSize, machine, direct);
  if (!expected)
    return failure();
  setInputs(*expected, other);
  if (failed(expected->run()))
    return failure();
  double largest = 0, error = 0;
  for (auto [value, correct] :
       llvm::zip_equal(getNumbers(program), getNumbers(*expected))) {
    largest = std::max(largest, std::abs(correct));
    error = getWorse(error, value - correct);
  }
  bool isClose = error <= tolerance * largest;
  llvm::outs() << (isClose ? "close to" : "NOT CLOSE TO") << " @" << reference
               << llvm::format(": error %.1e of the largest result\n",
                               error / largest);
  return success(isClose);
}
