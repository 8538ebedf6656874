//===- ElementBytes.cpp - Constants as they lie in memory -----------------===//

#include "compiler/Target/ElementBytes.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace anabranch;

llvm::ArrayRef<char> target::getBytes(mlir::ElementsAttr value,
                                      std::vector<char> &storage) {
  if (auto resource = mlir::dyn_cast<mlir::DenseResourceElementsAttr>(value))
    return resource.getRawHandle().getBlob()->getData();
  auto dense = mlir::cast<mlir::DenseElementsAttr>(value);
  if (!dense.isSplat())
    return dense.getRawData();
  llvm::ArrayRef<char> element = dense.getRawData();
  for (int64_t i = 0; i < dense.getNumElements(); ++i)
    storage.insert(storage.end(), element.begin(), element.end());
  return storage;
}
