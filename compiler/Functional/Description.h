//===- Description.h - A model while it is described ----------------------===//

#ifndef ANABRANCH_COMPILER_FUNCTIONAL_DESCRIPTION_H
#define ANABRANCH_COMPILER_FUNCTIONAL_DESCRIPTION_H

#include "compiler/Driver/Driver.h"
#include "compiler/Functional/Functional.h"
#include "compiler/Import/ModelBuilder.h"

#include <deque>

namespace anabranch::functional {

/// The importer's graph, filled by a program instead of from a file. Each call
/// is built at once, which finds its shape and what is wrong with it.
class Description {
public:
  explicit Description(const std::string &name);

  Tensor addInput(const std::vector<int64_t> &shape, const std::string &name,
                  SourceLine line);
  Layer addLayer(const std::string &className, const Arguments &arguments,
                 const std::string &name, SourceLine line);
  Tensor addCall(unsigned layer, const std::vector<Tensor> &inputs);
  void setOutput(Tensor tensor);
  void setTraining(const Training &training);

  /// The description that the first of the tensors belongs to; null if none
  /// belongs to one.
  static Description *find(const std::vector<Tensor> &tensors);
  std::vector<int64_t> getShape(const Tensor &tensor);
  const std::string &getName() const { return graph.name; }

  /// Runs the driver.
  llvm::LogicalResult emit(CommandLine options, const char *program);

private:
  unsigned append(const std::string &className, Arguments arguments,
                  const std::string &name, SourceLine line);
  std::string makeName(llvm::StringRef className);
  llvm::LogicalResult error(unsigned layer, const llvm::Twine &message);
  mlir::OwningOpRef<mlir::ModuleOp> build(const import::ImportOptions &options);

  mlir::MLIRContext context;
  import::Reporter reporter;
  import::Graph graph;
  std::deque<import::Json> configs; ///< of the layers, at fixed addresses
  llvm::StringSet<> names;
  llvm::StringMap<unsigned> counts; ///< of layers without names
  bool hasOutput = false;
  import::Json model = import::Json::object(); ///< with its "compile_config"
  import::ModelBuilder builder;
};

} // namespace anabranch::functional

#endif // ANABRANCH_COMPILER_FUNCTIONAL_DESCRIPTION_H
