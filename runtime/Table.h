//===- Table.h - Aligned columns of text ----------------------------------===//

#ifndef ANABRANCH_RUNTIME_TABLE_H
#define ANABRANCH_RUNTIME_TABLE_H

#include <string>
#include <vector>

namespace anabranch::runtime {

/// Rows of text whose columns are as wide as their widest cell.
class Table {
public:
  /// \param rightAligned for each column, as it suits numbers
  Table(std::vector<std::string> heading, std::vector<bool> rightAligned);

  void addRow(std::vector<std::string> cells);

  /// Prints to standard output, with a rule below the heading.
  void print() const;

private:
  std::vector<bool> rightAligned;
  std::vector<std::vector<std::string>> rows; ///< the heading first
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TABLE_H
