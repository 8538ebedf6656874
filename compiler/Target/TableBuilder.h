//===- TableBuilder.h - Constants of the model's C structures -------------===//

#ifndef ANABRANCH_COMPILER_TARGET_TABLEBUILDER_H
#define ANABRANCH_COMPILER_TARGET_TABLEBUILDER_H

#include "dialects/Kernel/Kernel.h"
#include "runtime/Model.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Module.h"

namespace anabranch::target {

/// Builds constants field by field, in the order of the C structures.
/// Structures are anonymous: only their layout counts, which is C's for these
/// field types.
class TableBuilder {
public:
  explicit TableBuilder(llvm::Module &module)
      : module(module), context(module.getContext()),
        pointer(llvm::PointerType::get(context, 0)) {}

  llvm::Constant *word(int64_t value) {
    return llvm::ConstantInt::getSigned(llvm::Type::getInt64Ty(context), value);
  }
  /// An enum or int32_t field.
  llvm::Constant *integer(int32_t value) {
    return llvm::ConstantInt::getSigned(llvm::Type::getInt32Ty(context), value);
  }
  llvm::Constant *real(double value) {
    return llvm::ConstantFP::get(llvm::Type::getDoubleTy(context), value);
  }
  llvm::Constant *null() { return llvm::ConstantPointerNull::get(pointer); }
  llvm::Constant *structure(llvm::ArrayRef<llvm::Constant *> fields) {
    return llvm::ConstantStruct::getAnon(context, fields);
  }
  llvm::Constant *extent(kernel::ExtentAttr value) {
    return structure({word(value.getFixed()), word(value.getPerExample())});
  }

  /// A constant in memory of its own.
  llvm::Constant *global(llvm::Constant *value,
                         llvm::Align align = llvm::Align(8)) {
    auto *variable = new llvm::GlobalVariable(
        module, value->getType(), /*isConstant=*/true,
        llvm::GlobalValue::PrivateLinkage, value, "table");
    variable->setAlignment(align);
    variable->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    return variable;
  }

  /// An array, or null if it is empty.
  llvm::Constant *array(llvm::ArrayRef<llvm::Constant *> values) {
    if (values.empty())
      return null();
    return global(llvm::ConstantArray::get(
        llvm::ArrayType::get(values.front()->getType(), values.size()),
        values));
  }

  /// A C string; equal ones are shared.
  llvm::Constant *string(llvm::StringRef text) {
    llvm::Constant *&entry = strings[text];
    if (!entry)
      entry = global(llvm::ConstantDataArray::getString(context, text),
                     llvm::Align(1));
    return entry;
  }

  llvm::Constant *shape(llvm::ArrayRef<int64_t> sizes) {
    return array(
        llvm::map_to_vector(sizes, [&](int64_t size) { return word(size); }));
  }

  llvm::Constant *bytes(llvm::ArrayRef<char> data) {
    return global(llvm::ConstantDataArray::getRaw(
                      llvm::StringRef(data.data(), data.size()), data.size(),
                      llvm::Type::getInt8Ty(context)),
                  llvm::Align(ANABRANCH_ALIGNMENT));
  }

  /// The function of that name, an AnabranchKernel, here or in another module.
  llvm::Constant *kernel(llvm::StringRef name) {
    auto *type = llvm::FunctionType::get(
        llvm::Type::getVoidTy(context),
        {llvm::Type::getInt64Ty(context), pointer}, /*isVarArg=*/false);
    return llvm::cast<llvm::Constant>(
        module.getOrInsertFunction(name, type).getCallee());
  }

  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::PointerType *pointer;

private:
  llvm::StringMap<llvm::Constant *> strings;
};

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_TABLEBUILDER_H
