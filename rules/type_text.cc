// Types as text and as cel.expr.Type JSON.
#include "rules/types.h"

namespace assent::rules {
namespace {

struct Named {
  TypeKind kind;
  std::string_view name;
  std::string_view member;  // of the JSON form
  std::string_view value;
};
constexpr Named kNamed[] = {
    {TypeKind::boolean, "bool", "primitive", "BOOL"},
    {TypeKind::integer, "int", "primitive", "INT64"},
    {TypeKind::uinteger, "uint", "primitive", "UINT64"},
    {TypeKind::real, "double", "primitive", "DOUBLE"},
    {TypeKind::string, "string", "primitive", "STRING"},
    {TypeKind::bytes, "bytes", "primitive", "BYTES"},
    {TypeKind::timestamp, "timestamp", "wellKnown", "TIMESTAMP"},
    {TypeKind::duration, "duration", "wellKnown", "DURATION"},
};

const Named* named(TypeKind kind) {
  for (const Named& row : kNamed) {
    if (row.kind == kind) return &row;
  }
  return nullptr;
}

std::string with_params(std::string name, const std::vector<Type>& params) {
  if (params.empty()) return name;
  name += '(';
  for (std::size_t i = 0; i < params.size(); ++i) name += (i == 0 ? "" : ", ") + to_string(params[i]);
  return name + ')';
}

json::array params_json(const std::vector<Type>& params) {
  json::array out;
  for (Type p : params) out.push_back(to_json(p));
  return out;
}

Type element_or_dyn(const json::object& o, std::string_view name, TypePool& pool) {
  const json::value* found = o.if_contains(name);
  return found == nullptr ? types::dyn() : type_from_json(*found, pool);
}

Type abstract_from_json(const json::object& o, TypePool& pool) {
  const json::string* name = string_member(o, "name");
  if (name == nullptr) return nullptr;
  std::vector<Type> params;
  if (const json::value* list = o.if_contains("parameterTypes"); list != nullptr && list->is_array()) {
    for (const json::value& p : list->get_array()) {
      Type t = type_from_json(p, pool);
      if (t == nullptr) return nullptr;
      params.push_back(t);
    }
  }
  return pool.abstract(std::string(*name), std::move(params));
}

Type nested_from_json(std::string_view member, const json::object& o, TypePool& pool) {
  if (member == "listType") {
    Type element = element_or_dyn(o, "elemType", pool);
    return element == nullptr ? nullptr : pool.list(element);
  }
  if (member == "mapType") {
    Type key = element_or_dyn(o, "keyType", pool);
    Type value = element_or_dyn(o, "valueType", pool);
    return key == nullptr || value == nullptr ? nullptr : pool.map(key, value);
  }
  if (member == "abstractType") return abstract_from_json(o, pool);
  if (member == "type") {
    Type of = type_from_json(o, pool);
    return pool.type_of(of == nullptr ? types::dyn() : of);
  }
  return member == "dyn" ? types::dyn() : nullptr;
}

}  // namespace

std::string to_string(Type t) {
  if (const Named* row = named(t->kind)) return std::string(row->name);
  switch (t->kind) {
    case TypeKind::error:
      return "error";
    case TypeKind::null:
      return "null_type";
    case TypeKind::list:
      return with_params("list", t->params);
    case TypeKind::map:
      return with_params("map", t->params);
    case TypeKind::type:
      return with_params("type", t->params);
    case TypeKind::abstract:
      return with_params(t->name, t->params);
    case TypeKind::param:
    case TypeKind::dyn:
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::uinteger:
    case TypeKind::real:
    case TypeKind::string:
    case TypeKind::bytes:
    case TypeKind::timestamp:
    case TypeKind::duration:
      break;
  }
  return t->kind == TypeKind::param && !t->name.empty() ? t->name : "dyn";
}

json::value to_json(Type t) {
  if (const Named* row = named(t->kind)) return json::object{{row->member, row->value}};
  switch (t->kind) {
    case TypeKind::null:
      return json::object{{"null", nullptr}};
    case TypeKind::list:
      return json::object{{"listType", json::object{{"elemType", to_json(t->params[0])}}}};
    case TypeKind::map:
      return json::object{{"mapType", json::object{{"keyType", to_json(t->params[0])},
                                                   {"valueType", to_json(t->params[1])}}}};
    case TypeKind::type:
      return json::object{{"type", t->params.empty() ? json::value(json::object{}) : to_json(t->params[0])}};
    case TypeKind::abstract: {
      json::object inner{{"name", t->name}};
      if (!t->params.empty()) inner["parameterTypes"] = params_json(t->params);
      return json::object{{"abstractType", std::move(inner)}};
    }
    case TypeKind::param:
      if (!t->name.empty()) return json::object{{"typeParam", t->name}};
      break;
    case TypeKind::error:
      return json::object{{"error", json::object{}}};
    case TypeKind::dyn:
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::uinteger:
    case TypeKind::real:
    case TypeKind::string:
    case TypeKind::bytes:
    case TypeKind::timestamp:
    case TypeKind::duration:
      break;
  }
  return json::object{{"dyn", json::object{}}};
}

Type type_from_json(const json::value& v, TypePool& pool) {
  if (!v.is_object() || v.get_object().size() != 1)
    return v.is_object() && v.get_object().empty() ? types::dyn() : nullptr;
  std::string_view member = v.get_object().begin()->key();
  const json::value& inner = v.get_object().begin()->value();
  if (member == "null") return types::simple(TypeKind::null);
  if (member == "typeParam" && inner.is_string()) return pool.param(std::string(inner.get_string()));
  if (inner.is_string()) {
    for (const Named& row : kNamed) {
      if (row.member == member && row.value == std::string_view(inner.get_string()))
        return types::simple(row.kind);
    }
    bool protobuf = member == "messageType" || member == "wrapper" || member == "wellKnown";
    return protobuf ? types::dyn() : nullptr;
  }
  return inner.is_object() ? nested_from_json(member, inner.get_object(), pool) : nullptr;
}

}  // namespace assent::rules
